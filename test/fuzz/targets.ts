import type { FuzzTarget } from './fuzz-target.ts'
import { arpReplies } from './targets/arp-replies.ts'
import { bundles } from './targets/bundles.ts'
import { ch341Packets } from './targets/ch341-packets.ts'
import { commandLines } from './targets/command-lines.ts'
import { engineRequests } from './targets/engine-requests.ts'
import { expectationFiles } from './targets/expectation-files.ts'
import { historyFiles } from './targets/history-files.ts'
import { mcp2221Reports } from './targets/mcp2221-reports.ts'
import { rulesFiles } from './targets/rules-files.ts'
import { runDocuments } from './targets/run-documents.ts'
import { scenarioFiles } from './targets/scenario-files.ts'
import { socketMessages } from './targets/socket-messages.ts'
import { usbipMessages } from './targets/usbip-messages.ts'

/** Everything that takes what strangers give it. */
export const TARGETS: readonly FuzzTarget[] = [
  mcp2221Reports,
  ch341Packets,
  arpReplies,
  usbipMessages,
  scenarioFiles,
  expectationFiles,
  rulesFiles,
  runDocuments,
  bundles,
  socketMessages,
  engineRequests,
  historyFiles,
  commandLines,
]
