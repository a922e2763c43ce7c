import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openStore } from '../../src/main/store/open-store.ts'
import type { RunStore } from '../../src/main/store/run-store.ts'
import { parseLocation } from '../../src/main/store/store-location.ts'
import { runCli } from '../main/cli/run-cli.ts'
import { describeRunStore } from '../main/store/describe-run-store.ts'
import { exampleRun } from '../main/store/stored-runs.ts'
import { describeJudge } from './judge.ts'
import { freePort, PASSWORD, PostgresServer } from './postgres-server.ts'

function open(url: string): RunStore {
  return openStore(parseLocation(url), () => undefined)
}

describeJudge('pg_ctlcluster', 'a real PostgreSQL server', () => {
  let server: PostgresServer

  beforeAll(async () => {
    vi.stubEnv('PGPASSWORD', PASSWORD)
    server = await PostgresServer.start()
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await server[Symbol.asyncDispose]()
  })

  describeRunStore('PostgreSQL', () => {
    const url = server.database()
    return Promise.resolve({ open: () => open(url), [Symbol.asyncDispose]: () => Promise.resolve() })
  })

  it('asks for a password, and is told where it comes from', async () => {
    vi.stubEnv('PGPASSWORD', undefined)
    await using store = open(server.database('postgres'))
    const listing = store.list({})
    vi.stubEnv('PGPASSWORD', PASSWORD)
    await expect(listing).rejects.toThrow(/the server asks for a password: set PGPASSWORD$/)
  })

  it.each([
    ['a wrong password', () => server.database('postgres'), 'wrong', /the server refuses the password/],
    ['no such database', () => server.database('nowhere'), PASSWORD, /there is no such database/],
  ])('says in one line: %s', async (_, url, password, message) => {
    vi.stubEnv('PGPASSWORD', password)
    await using store = open(url())
    vi.stubEnv('PGPASSWORD', PASSWORD)
    await expect(store.list({})).rejects.toThrow(message)
  })

  it('that is not there is said to be absent', async () => {
    await using store = open(`postgres://ana@127.0.0.1:${await freePort()}/history`)
    await expect(store.list({})).rejects.toThrow(/:\d+\/history: no server listens there$/)
  })

  it('of a newer schema is refused in words, and left as it is', async () => {
    const url = server.database()
    {
      await using store = open(url)
      await store.add(exampleRun(), null)
    }
    server.query(url, 'UPDATE arpeggio.schema_version SET version = 99')
    await using store = open(url)
    await expect(store.add(exampleRun(), null)).rejects.toThrow(/made by a newer Arpeggio \(schema 99, this one knows/)
    expect(server.query(url, 'SELECT count(*) FROM arpeggio.runs')).toBe('1\n')
  })

  it('goes on after connections were cut', async () => {
    const url = server.database()
    await using store = open(url)
    await store.add(exampleRun(), null)
    server.query(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'arpeggio'")
    await store.list({}).catch(() => undefined)
    expect((await store.add(exampleRun(), null)).number).toBe(2)
  })

  it('lets in a user who may use the schema but make none', async () => {
    const url = server.database()
    {
      await using store = open(url)
      await store.add(exampleRun(), null)
    }
    server.query(
      url,
      `CREATE ROLE bench LOGIN PASSWORD '${PASSWORD}';
       GRANT USAGE ON SCHEMA arpeggio TO bench;
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA arpeggio TO bench`,
    )
    await using store = open(url.replace('ana@', 'bench@'))
    expect((await store.add(exampleRun(), null)).number).toBe(2)
  })

  it('keeps what the command line runs', async () => {
    const url = server.database()
    const enumerate = ['enumerate', '--adapter', 'sim:pcie-card', '--arm', '--quiet', '--json', '--store', url]
    const { exitCode, stdout, stderr } = await runCli(enumerate)
    expect([exitCode, stderr]).toEqual([0, ''])
    const { run_id: runId } = JSON.parse(stdout) as { run_id: string }
    expect((await runCli(['history', 'export', runId.slice(0, 8), '--store', url])).stdout).toBe(stdout)
    expect(server.query(url, 'SELECT count(*) FROM arpeggio.addresses')).not.toBe('0\n')
  })
})
