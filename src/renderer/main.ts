import { mount } from 'svelte'
import { z } from 'zod'
import App from './App.svelte'
import { chooseHost } from './hosts/choose-host.ts'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/bytes.css'

// First of all: zod would try out `new Function`, which the page's policy forbids and reports.
z.config({ jitless: true })

mount(App, { target: document.body, props: { host: await chooseHost() } })
