import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { claimAdapter, claimOwner } from '../../../src/main/engine/claim.ts'

const DEVICE = '/dev/hidraw-of-this-test'
const HOLDER = join(import.meta.dirname, 'claim-holder.ts')

let runtime: string
const children: Holder[] = []

beforeEach(async () => {
  runtime = await mkdtemp(join(tmpdir(), 'claims-'))
  vi.stubEnv('XDG_RUNTIME_DIR', runtime)
})
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()))
  vi.unstubAllEnvs()
  await rm(runtime, { recursive: true, force: true })
})

/** Another process, which claims and releases as it is told. */
class Holder {
  readonly #process: ChildProcess

  constructor(process: ChildProcess) {
    this.#process = process
  }

  static async start(): Promise<Holder> {
    const child = fork(HOLDER, [DEVICE], { env: { ...process.env }, execArgv: [] })
    const holder = new Holder(child)
    children.push(holder)
    await once(child, 'message')
    return holder
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  async tell(order: 'claim' | 'release' | 'owner'): Promise<string> {
    const answered = once(this.#process, 'message')
    this.#process.send(order)
    const [answer] = (await answered) as [string]
    return answer
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const exited = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await exited
  }

  stop(): void {
    this.#process.kill('SIGSTOP')
  }
}

describe.skipIf(process.platform === 'win32')('a claim', () => {
  it('is unknown before it is made and after it is released', async () => {
    const owners = [await claimOwner(DEVICE)]
    const claim = await claimAdapter(DEVICE)
    owners.push(await claimOwner(DEVICE))
    await claim[Symbol.asyncDispose]()
    await claim[Symbol.asyncDispose]()
    owners.push(await claimOwner(DEVICE))
    expect(owners).toEqual([null, { pid: process.pid }, null])
  })

  it('keeps the same process from claiming twice', async () => {
    await using claim = await claimAdapter(DEVICE)
    await expect(claimAdapter(claim.devicePath)).rejects.toThrow(`${DEVICE} is in use by this program`)
  })

  it('of one device leaves others free', async () => {
    await using one = await claimAdapter(DEVICE)
    await using other = await claimAdapter(`${DEVICE}2`)
    expect([one.devicePath, other.devicePath]).toEqual([DEVICE, `${DEVICE}2`])
  })

  it('is seen by another process, with the pid', async () => {
    await using claim = await claimAdapter(DEVICE)
    const other = await Holder.start()
    expect(await other.tell('owner')).toBe(String(process.pid))
    expect(await other.tell('claim')).toBe(`${claim.devicePath} is in use by process ${process.pid}: close that first`)
  })

  it('is void once its owner died, and is taken over', async () => {
    const other = await Holder.start()
    expect(await other.tell('claim')).toBe('claimed')
    expect(await claimOwner(DEVICE)).toEqual({ pid: other.pid })
    await other.kill()
    expect(await claimOwner(DEVICE)).toBeNull()
    await using claim = await claimAdapter(DEVICE)
    expect(claim.devicePath).toBe(DEVICE)
    expect(await claimOwner(DEVICE)).toEqual({ pid: process.pid })
  })

  it('is taken over from a dead owner by exactly one of many', async () => {
    const dying = await Holder.start()
    await dying.tell('claim')
    const heirs = await Promise.all(Array.from({ length: 6 }, () => Holder.start()))
    await dying.kill()
    const answers = await Promise.all(heirs.map((heir) => heir.tell('claim')))
    expect(answers.filter((answer) => answer === 'claimed')).toHaveLength(1)
    expect(await claimOwner(DEVICE)).toEqual({ pid: heirs[answers.indexOf('claimed')]?.pid })
  })

  it('goes from hand to hand, one at a time', async () => {
    const [a, b] = await Promise.all([Holder.start(), Holder.start()])
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all([a.tell('claim'), b.tell('claim')])
      expect(answers.filter((answer) => answer === 'claimed')).toHaveLength(1)
      await (answers[0] === 'claimed' ? a : b).tell('release')
    }
  })

  it('holds while its owner is stopped and can not say who it is', async () => {
    const other = await Holder.start()
    await other.tell('claim')
    other.stop()
    expect(await claimOwner(DEVICE)).toEqual({ pid: null })
    await expect(claimAdapter(DEVICE)).rejects.toThrow(`${DEVICE} is in use by another process`)
  })

  it('leaves one file a device behind, however often it was made', async () => {
    for (let i = 0; i < 4; i++) await (await claimAdapter(DEVICE))[Symbol.asyncDispose]()
    expect(await readdir(join(runtime, 'arpeggio'))).toHaveLength(1)
  })

  it('does without a runtime directory that is not there', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', join(runtime, 'gone'))
    vi.stubEnv('TMPDIR', runtime)
    await using claim = await claimAdapter(DEVICE)
    expect(claim.devicePath).toBe(DEVICE)
    expect(await readdir(runtime)).toEqual([`arpeggio-${process.getuid?.() ?? 0}`])
  })

  it('refuses a directory that others can write to', async () => {
    await mkdir(join(runtime, 'arpeggio'))
    await chmod(join(runtime, 'arpeggio'), 0o777)
    await expect(claimAdapter(DEVICE)).rejects.toMatchObject({ kind: 'permission' })
  })
})
