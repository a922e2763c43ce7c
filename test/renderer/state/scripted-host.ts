import type { AnswerOf, ArgumentOf, NoticeName, Notices, Reply, RequestName } from '../../../src/shared/api/contract.ts'
import { SimulatedHost } from '../../../src/renderer/hosts/simulated/simulated-host.ts'

type Answers = { readonly [K in RequestName]?: (argument: ArgumentOf<K>) => Reply<AnswerOf<K>> }

/** An engine in the page whose notices a test can add to, and some of whose answers it can give itself. */
export class ScriptedHost extends SimulatedHost {
  readonly asked: { readonly name: RequestName; readonly argument: unknown }[] = []
  answers: Answers = {}
  /** Whether its own notices are lost on their way. */
  isCutOff = false
  readonly #listeners = new Map<NoticeName, Set<(notice: never) => void>>()

  override request<K extends RequestName>(name: K, argument: ArgumentOf<K>): Promise<Reply<AnswerOf<K>>> {
    this.asked.push({ name, argument })
    const answer = this.answers[name] as ((argument: ArgumentOf<K>) => Reply<AnswerOf<K>>) | undefined
    return answer ? Promise.resolve(answer(argument)) : super.request(name, argument)
  }

  override on<K extends NoticeName>(name: K, listener: (notice: Notices[K]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    const end = super.on(name, (notice) => {
      if (!this.isCutOff) listener(notice)
    })
    return () => {
      listeners.delete(listener)
      end()
    }
  }

  /** Tells the page what the engine would. */
  tell<K extends NoticeName>(name: K, notice: Notices[K]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as (notice: Notices[K]) => void)(notice)
  }

  /** What was asked by that name. */
  argumentsOf<K extends RequestName>(wanted: K): ArgumentOf<K>[] {
    return this.asked.filter(({ name }) => name === wanted).map(({ argument }) => argument as ArgumentOf<K>)
  }
}
