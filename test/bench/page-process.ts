// A browser's page in a process of its own: takes every message and parses it, or takes none at all.
import { WebSocket } from 'ws'
import { SOCKET_PATH, SOCKET_PROTOCOL, TOKEN_PREFIX } from '#shared/api/socket-frames.ts'

const [, , port = '', token = '', habit = ''] = process.argv
const origin = `http://127.0.0.1:${port}`
const socket = new WebSocket(`${origin.replace('http', 'ws')}${SOCKET_PATH}`, [SOCKET_PROTOCOL, TOKEN_PREFIX + token], {
  origin,
})
socket.on('message', (data) => JSON.parse((data as Buffer).toString()) as unknown)
socket.on('open', () => {
  if (habit === 'stalled') socket.pause()
  process.send?.('open')
})
process.on('disconnect', () => process.exit())
