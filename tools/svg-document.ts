interface SvgOptions {
  readonly title: string
  readonly width: number
  readonly height: number
  /** Rules of this picture alone. */
  readonly style: string
  /** Elements, a line each. */
  readonly body: readonly string[]
}

/** Paper and ink in light and dark; GitHub and browsers render it without a font of ours. */
const STYLE = `
  .bg { fill: #fbfbfd; stroke: #d9d9e3 }
  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #22222c; white-space: pre }
  .d { fill: #6a6a78 }
  @media (prefers-color-scheme: dark) {
    .bg { fill: #16161c; stroke: #33333f }
    text { fill: #e6e6ee } .d { fill: #9a9aaa }
  }`

/** A picture for the documentation: a sheet with rounded corners and what is drawn on it. */
export function svgDocument({ title, width, height, style, body }: SvgOptions): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `  <title>${escapeXml(title)}</title>`,
    `  <style>${STYLE}${style}\n  </style>`,
    `  <rect class="bg" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...body.map((element) => `  ${element}`),
    '</svg>',
    '',
  ].join('\n')
}

/** Text that means nothing to XML. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
