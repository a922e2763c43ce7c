import type { Command } from 'commander'
import { addTalkOptions } from '../common-options.ts'
import { EXIT } from '../exit-code.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'

const HELP_AFTER = `
Looks at the adapters attached, the drivers and permissions in their way, and the udev rules; changes nothing, sends nothing
on any bus. Each finding comes with what mends it, as text to paste.

Exit codes: 0 nothing to mend; 1 findings
`

/** `doctor`: why an adapter can't be used. */
export function doctorCommand(invocation: Invocation): Command {
  const { host } = invocation
  const command = newCommand(host, 'doctor')
    .description("Finds why an adapter can't be used, and prints what mends it.")
    .option('--json', 'JSON on standard output')
  return addTalkOptions(command)
    .addHelpText('after', HELP_AFTER)
    .action(async (options: { readonly json?: true }) => {
      const [{ examine, isFinding }, { thisComputer }, { renderDoctorJson, renderDoctorTable }] = await Promise.all([
        import('../../doctor/examine.ts'),
        import('../../doctor/doctor-system.ts'),
        import('../render/doctor.ts'),
      ])
      await using engine = await host.createEngine()
      const report = await examine(thisComputer(() => engine.listAdapters()))
      host.stdout.write(options.json ? renderDoctorJson(report) : renderDoctorTable(report, host.stdout))
      invocation.exitCode = report.checks.some(isFinding) ? EXIT.failed : EXIT.done
    })
}
