import type { NoticeFrame, ReplyFrame, RequestFrame } from '#shared/api/socket-frames.ts'
import type { Run } from '#shared/run/run.ts'

/** To an engine in a process of its own; requests are as over a WebSocket. */
export type ToEngine =
  | RequestFrame
  /** Another engine died before this one: what to say of it, and the run that was under way in it. */
  | { readonly restarted: { readonly message: string; readonly kept: Run | null } }
  /** The page has taken a batch of run events. */
  | { readonly heard: 'batch' }
  /** The page was loaded anew: what it had not taken yet, it will not take. */
  | { readonly heard: 'all' }
  /** The computer is about to sleep. */
  | { readonly sleep: true }
  /** The computer woke up. */
  | { readonly wake: true }
  /** Leave every bus idle, and end. */
  | { readonly end: true }

/** From it. */
export type FromEngine = ReplyFrame | NoticeFrame
