import { TOKENS } from './tokens.ts'

const PAGE = `
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0 auto; padding: var(--space-6) var(--space-8) var(--space-10); max-width: 1180px; background: var(--c-bg); color: var(--c-ink);
  font: 400 var(--text-body)/var(--leading-body) var(--font-ui); font-variant-numeric: tabular-nums; font-feature-settings: "calt" 0; }
h1, h2, h3, p, ul, dl, dd, table { margin: 0; padding: 0; }
h1, h2, h3 { font-weight: var(--weight-strong); line-height: var(--leading-tight); }
h2 { font-size: var(--text-lead); margin-bottom: var(--space-3); }
ul { list-style: none; }
a { color: var(--c-accent-ink); text-decoration: underline; text-decoration-color: var(--c-hairline-strong); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--c-accent); outline-offset: 1px; }
code, .num { font-family: var(--font-mono); font-size: .96em; font-variant-ligatures: none; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px var(--space-4); }
dt, .quiet { color: var(--c-ink-3); }
dd { overflow-wrap: anywhere; }
main > section { margin-top: var(--space-8); padding-top: var(--space-4); border-top: var(--line); }
main > section:first-child { margin-top: var(--space-4); }
.r { text-align: right; }
.good { color: var(--c-ok); } .bad { color: var(--c-danger); font-weight: var(--weight-strong); }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.symbols { position: absolute; width: 0; height: 0; }
.scroll { overflow-x: auto; container-type: inline-size; }
.icon { flex: none; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.empty, .note { padding: var(--space-3) var(--space-4); border: var(--line); border-radius: var(--radius-control); background: var(--c-surface); color: var(--c-ink-2); }
.note { margin-bottom: var(--space-3); }
footer { margin-top: var(--space-8); padding-top: var(--space-3); border-top: var(--line); color: var(--c-ink-3); font-size: var(--text-small); }
.legend { display: flex; flex-wrap: wrap; gap: var(--space-1) var(--space-4); margin: var(--space-2) 0; color: var(--c-ink-2); font-size: var(--text-micro); }
.legend li { display: inline-flex; align-items: center; gap: 5px; }
.swatch { width: 14px; height: 11px; border-radius: var(--radius-chip); }
.masthead { display: flex; align-items: center; gap: var(--space-2); color: var(--c-ink-2); }
.masthead p:last-child { margin-left: auto; }
.masthead b { color: var(--c-ink); margin-right: var(--space-1); }
.logo { width: 22px; height: 22px; fill: none; stroke: var(--c-accent); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
`

const GLYPHS = `
.glyph { width: 12px; height: 12px; flex: none; fill: currentColor; }
.glyph .line, symbol .line { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; }
.glyph.persistent { color: var(--c-kind-persistent); } .glyph.volatile { color: var(--c-kind-volatile); }
.glyph.fixed { color: var(--c-kind-fixed); } .glyph.random { color: var(--c-kind-random); }
.glyph.conflict { color: var(--c-kind-conflict); } .glyph.plain { color: var(--c-kind-plain); } .glyph.arp { color: var(--c-kind-arp); }
`

const VERDICT = `
.verdict { display: flex; flex-wrap: wrap; align-items: flex-start; gap: var(--space-3) var(--space-4); border-top: 0; }
main > .verdict { padding: var(--space-4) var(--space-6); border: 1px solid var(--c-edge); border-radius: var(--radius-sheet); background: var(--c-tint); }
.verdict.pass { --c-edge: var(--c-ok); --c-tint: var(--c-ok-tint); }
.verdict.warn { --c-edge: var(--c-warn); --c-tint: var(--c-warn-tint); }
.verdict.fail { --c-edge: var(--c-danger); --c-tint: var(--c-danger-tint); }
.verdict > .icon { width: 28px; height: 28px; margin-top: 2px; color: var(--c-edge); stroke-width: 1.75; }
.verdict > div { flex: 1 1 320px; }
.verdict .word { color: var(--c-edge); font-size: var(--text-small); font-weight: var(--weight-strong); }
.verdict h1 { font-size: var(--text-title); margin: 1px 0 var(--space-1); }
.tallies { display: flex; gap: var(--space-4); color: var(--c-ink-2); font-size: var(--text-small); }
.tallies .error { color: var(--c-danger); } .tallies .warning { color: var(--c-warn); }
.verdict > .facts { display: block; flex: 0 1 380px; font-size: var(--text-small); }
.verdict .facts > div { display: grid; grid-template-columns: 56px minmax(0, 1fr); gap: var(--space-2); }
.verdict dt { color: var(--c-ink-2); }
.findings li { display: flex; gap: var(--space-2); padding: var(--space-1) 0; }
.findings .icon { width: 16px; height: 16px; margin-top: 2px; color: var(--c-ink-3); stroke-width: 1.25; }
.findings .error .icon { color: var(--c-danger); } .findings .warning .icon { color: var(--c-warn); }
.findings .passed .icon { color: var(--c-ok); }
.checks + h3 { margin-top: var(--space-4); } .checks details { color: var(--c-ink-2); font-size: var(--text-small); } .checks ol { margin: var(--space-1) 0; padding-left: var(--space-6); }
.checks summary { color: var(--c-ink-3); cursor: pointer; } .checks details li { display: list-item; padding: 0; }
.findings p { max-width: 96ch; overflow-wrap: anywhere; }
.findings code { color: var(--c-ink-3); font-size: var(--text-small); }
.proofs span { margin-right: var(--space-2); white-space: nowrap; } .proofs a, .evidence { font-family: var(--font-mono); font-size: var(--text-small); }
`

const MAP = `
.map { border-collapse: separate; border-spacing: 2px; table-layout: fixed; width: 100%; min-width: 800px; }
.map th { font: 400 var(--text-micro)/18px var(--font-mono); color: var(--c-ink-3); }
.map tr > :first-child { width: 28px; text-align: left; }
.map tbody td { position: relative; height: 42px; padding: 0; border-radius: var(--radius-cell); text-align: center; vertical-align: middle; }
.map .taken { background: var(--c-surface); box-shadow: inset 0 0 0 1px var(--c-hairline-strong); }
.map .taken > * { display: block; padding: var(--space-1) 1px; color: var(--c-ink); text-decoration: none; border-radius: inherit; line-height: 1.25; }
.map a:hover { background: var(--c-accent-tint); box-shadow: inset 0 0 0 1px var(--c-accent); }
.map b { font: var(--weight-strong) var(--text-small)/1 var(--font-mono); }
.map small { display: block; font: 400 clamp(8px, 1cqi, 10.5px)/1.25 var(--font-mono); color: var(--c-ink); letter-spacing: -.02em; }
.map .glyph { width: 11px; height: 11px; vertical-align: -1px; margin-right: 2px; }
.map .free::after { content: ""; display: block; width: 2px; height: 2px; margin: 0 auto; border-radius: 50%; background: var(--c-hairline-strong); }
.map .pool, .swatch.pool { outline: 1px dotted var(--c-control); outline-offset: -1px; }
.map .reserved, .swatch.reserved { background: repeating-linear-gradient(-45deg, transparent 0 3.443px, var(--c-hatch) 3.443px 4.243px); }
`

const DEVICES = `
.device { padding: var(--space-4); border: var(--line); border-radius: var(--radius-sheet); background: var(--c-surface); }
.device + .device { margin-top: var(--space-3); }
.device:target { border-color: var(--c-accent); box-shadow: 0 0 0 1px var(--c-accent); }
.device header { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: 2px var(--space-2); margin-bottom: var(--space-3); }
.device header > p:last-child { grid-column: 2 / -1; font-size: var(--text-small); }
.device header .glyph { width: 15px; height: 15px; }
.device h3 { font-size: var(--text-lead); } .device h3 .num:first-child { font-size: var(--text-title); font-weight: var(--weight-medium); margin-right: var(--space-2); }
.state { font-size: var(--text-small); font-weight: var(--weight-medium); }
.state.good { color: var(--c-ok); } .state.good::before { content: "✓ "; }
.state.bad { color: var(--c-danger); } .state.bad::before { content: "✕ "; } .state.open { color: var(--c-ink-3); }
.udid-bar { display: flex; border: 1px solid var(--c-hairline-strong); border-radius: var(--radius-control); overflow: hidden; text-align: center; }
.udid-bar > div { min-width: 0; padding: 5px var(--space-1); } .udid-bar > div + div { border-left: 1px solid var(--c-hairline-strong); }
.bytes-1 { flex: 1.5; } .bytes-2 { flex: 2; } .bytes-4 { flex: 3; }
.udid-bar b { display: block; font: var(--weight-medium) var(--text-body)/1.4 var(--font-mono); text-transform: uppercase; white-space: nowrap; }
.udid-bar .zero b { color: var(--c-ink-3); } .udid-bar small { display: block; font-size: var(--text-micro); color: var(--c-ink-3); }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: var(--space-2) var(--space-8); margin: var(--space-3) 0 0; font-size: var(--text-small); align-items: start; }
.fields { border-collapse: collapse; } .fields th, .fields td { padding: 1px var(--space-4) 1px 0; text-align: left; vertical-align: top; font-weight: 400; }
.fields th { color: var(--c-ink-3); } .fields td:nth-child(2) { text-transform: uppercase; white-space: nowrap; }
.device > .findings, .device > .quiet { margin-top: var(--space-2); padding-top: var(--space-2); border-top: var(--line); font-size: var(--text-small); }
`

const DIALOGUE = `
.dialogue { border-collapse: collapse; width: 100%; font-size: var(--text-small); }
.dialogue th, .dialogue td { padding: 3px var(--space-2); border-bottom: var(--line); text-align: left; vertical-align: middle; white-space: nowrap; font-weight: 400; }
.dialogue .r { text-align: right; } .dialogue td:last-child { white-space: normal; min-width: 150px; }
.dialogue thead th { color: var(--c-ink-3); } .dialogue tbody th, .dialogue .num { font-family: var(--font-mono); color: var(--c-ink-2); }
.dialogue .pecs { text-transform: uppercase; }
.dialogue tr:target { background: var(--c-accent-tint); } .dialogue .trouble { background: var(--c-danger-tint); }
.dialogue .trouble:target { background: var(--c-accent-tint); }
.dialogue .omitted td { text-align: center; color: var(--c-ink-3); background: var(--c-sunken); }
.bytes { font-size: 0; } .bytes i, .bytes b { display: inline-block; vertical-align: top; margin: 0 1px 7px 0; text-align: center; font: var(--weight-medium) 11.5px/17px var(--font-mono); }
.bytes i { width: 15px; color: var(--c-ink-3); } .bytes .room { width: 36px; } .bytes .more { width: auto; padding: 0 var(--space-1); }
.bytes b { position: relative; width: 20px; height: 17px; border-radius: var(--radius-chip); text-transform: uppercase; }
.bytes b::after, .mark { content: ""; width: 3px; height: 3px; border-radius: 50%; background: var(--c-ink-3); }
.bytes b::after { position: absolute; left: 50%; bottom: -5px; transform: translateX(-50%); }
.bytes .n::after, .mark.nack { width: 5px; height: 5px; background: none; border: 1.25px solid var(--c-ink); } .bytes .n::after { bottom: -6.5px; }
.bytes .q::after { display: none; }
.address { background: var(--c-role-address); color: var(--c-role-address-ink); } .command { background: var(--c-role-command); color: var(--c-role-command-ink); }
.count, .data { background: var(--c-role-count); color: var(--c-role-count-ink); box-shadow: inset 0 0 0 1px var(--c-hairline-strong); }
.udid { background: var(--c-role-udid); color: var(--c-role-udid-ink); }
.addrbyte { background: var(--c-role-addrbyte); color: var(--c-role-addrbyte-ink); } .pec { background: var(--c-role-pec); color: var(--c-role-pec-ink); }
.pec-bad { background: var(--c-role-pec-bad); color: var(--c-role-pec-bad-ink); }
.circumstances { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 var(--space-8); font-size: var(--text-small); }
.circumstances section { margin-top: var(--space-8); padding-top: var(--space-4); border-top: var(--line); }
@media screen and (max-width: 800px) { body { padding: var(--space-4); } .columns, .circumstances { grid-template-columns: minmax(0, 1fr); } .udid-bar { flex-wrap: wrap; } }
`

/** Colours are kept in print, where they say what a byte is; a card or a row is not torn in two. */
const PRINT = `
@page { margin: 12mm; }
@media print {
  body { max-width: none; padding: 0; background: none; font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  :root { --text-body: 11px; --text-small: 10px; --text-micro: 9px; --text-title: 17px; --text-lead: 13px; --space-8: 16px; --space-4: 12px; --c-bg: #FFFFFF; }
  .scroll { overflow: visible; } .verdict > div { flex-basis: 200px; } .verdict > .facts { flex-basis: 290px; } .map { min-width: 0; } .map tbody td { height: 30px; } .map small { font-size: 7.5px; }
  h2, h3 { break-after: avoid; } .device, .verdict, .map, .findings li, .dialogue tr, .circumstances section { break-inside: avoid; }
  thead { display: table-header-group; } a { text-decoration: none; }
  .dialogue th, .dialogue td { padding: 2px 3px; } .dialogue thead th { white-space: normal; } .dialogue td:last-child { min-width: 110px; }
  .bytes b { width: 13.5px; height: 13px; margin-right: .5px; } .bytes i, .bytes b { font-size: 8px; line-height: 13px; } .bytes i { width: 10px; } .bytes .room { width: 24px; }
}
`

/** The report's style sheet. */
export const STYLE = [TOKENS, PAGE, GLYPHS, VERDICT, MAP, DEVICES, DIALOGUE, PRINT].join('')
