import type { Check } from '#shared/run/check.ts'
import { printable } from '#shared/run/printable.ts'
import type { Run } from '#shared/run/run.ts'
import type { ReportFormat } from './report-format.ts'
import { runChecks } from './run-checks.ts'
import { verdictSentence } from './verdict.ts'
import { escapeXml } from './xml-text.ts'

/** JUnit XML, which CI servers take as test results. */
export const junitFormat: ReportFormat = {
  id: 'junit',
  title: 'JUnit XML for CI servers',
  extension: 'xml',
  mediaType: 'application/xml',
  render: (run) => renderJunit(run, runChecks(run)),
}

/**
 * The checks of a Run as one test suite, in the narrowest form that Ant, Jenkins and GitLab all read: times in UTC without
 * a zone, `properties` first, `system-out` and `system-err` last.
 */
export function renderJunit(run: Run, checks: readonly Check[]): string {
  const counts = {
    tests: checks.length,
    failures: checks.filter(({ outcome }) => outcome === 'fail').length,
    errors: 0,
    skipped: checks.filter(({ outcome }) => outcome === 'skip').length,
    time: seconds(run.duration_ms * 1000),
  }
  const suite = { id: 0, name: `arpeggio ${run.operation}`, package: 'arpeggio', hostname: 'localhost' }
  const timestamp = run.started_utc.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'arpeggio', ...counts })}>`,
    `  <testsuite${attributes({ ...suite, timestamp, ...counts })}>`,
    '    <properties>',
    ...properties(run).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...checks.flatMap((check) => testcase(run, check)),
    `    <system-out>${escapeXml(verdictSentence(run))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function properties({ run_id, operation, adapter, bus, tool, host, summary }: Run): [string, string][] {
  return [
    ['run_id', run_id],
    ['operation', operation],
    ['verdict', summary.verdict],
    ['adapter', adapter.selector],
    ['adapter_kind', adapter.kind],
    ['adapter_serial', adapter.serial ?? ''],
    ['adapter_simulated', String(adapter.simulated)],
    ['clock_hz', String(bus.clock_hz)],
    ['tool', `${tool.name} ${tool.version}`],
    ['host', `${host.os} ${host.arch}`],
  ]
}

function testcase(run: Run, check: Check): string[] {
  const { name, outcome, message } = check
  const proof = new Set(check.evidence)
  const us = run.transactions.reduce((sum, { seq, duration_us }) => (proof.has(seq) ? sum + duration_us : sum), 0)
  const head = `    <testcase${attributes({ classname: `arpeggio.${run.operation}`, name, time: seconds(us) })}`
  switch (outcome) {
    case 'pass':
      return [`${head}/>`]
    case 'skip':
      return [`${head}>`, `      <skipped${attributes({ message })}/>`, '    </testcase>']
    case 'fail': {
      const text = failureLines(check)
        .map((line) => escapeXml(printable(line)))
        .join('\n')
      return [
        `${head}>`,
        `      <failure${attributes({ message, type: 'check' })}>${text}</failure>`,
        '    </testcase>',
      ]
    }
  }
}

function failureLines({ message, differences, evidence }: Check): string[] {
  const proof = evidence.length === 0 ? [] : [`transactions: ${evidence.map((seq) => `#${seq}`).join(' ')}`]
  const fields = differences.map(({ field, expected, found }) => `${field}: expected ${expected}, found ${found}`)
  return [...(fields.length === 0 ? [message] : fields), ...proof]
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(printable(String(value)))}"`)
    .join('')
}

function seconds(us: number): string {
  return (us / 1e6).toFixed(6)
}
