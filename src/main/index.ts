import { startDesktop } from './app/desktop.ts'

startDesktop()
