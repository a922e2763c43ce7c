/** How well an entry fits what is searched, for a list of commands: by its name, then by what is said of it, else not. */
export function fitOf(value: string, search: string, keywords: readonly string[] = []): number {
  const wanted = search.trim().toLowerCase()
  const name = value.toLowerCase()
  if (name.startsWith(wanted)) return 1
  if (name.includes(wanted)) return 0.8
  return wanted.split(/\s+/).every((word) => `${name} ${keywords.join(' ').toLowerCase()}`.includes(word)) ? 0.4 : 0
}
