import type { RunStore } from './run-store.ts'
import type { StoreLocation } from './store-location.ts'

/** What a store can be asked, by name. */
export type StoreMethod = Exclude<keyof RunStore, symbol>

/** What a method is given. */
export type StoreArguments<M extends StoreMethod> = Parameters<RunStore[M]>

/** What a method settles with. */
export type StoreAnswer<M extends StoreMethod> = Awaited<ReturnType<RunStore[M]>>

/** What the worker is started with. */
export interface StoreWorkerData {
  readonly location: StoreLocation
}

/** One call of a method. */
export interface StoreRequest {
  readonly id: number
  readonly method: StoreMethod
  readonly args: readonly unknown[]
}

/** To the worker. `close`: answer what was asked, release everything and end. */
export type ToStore = StoreRequest | { readonly close: true }

/** From the worker. `say`: a line for the user. */
export type FromStore =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: StoreFailure }
  | { readonly say: string }

/** An error on its way between threads, which keep no classes of ours. */
export interface StoreFailure {
  /** False: a defect of the program. */
  readonly isExpected: boolean
  readonly message: string
}
