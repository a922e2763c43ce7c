/** What people call a simulated card: its name, or that of its file without the folder. */
export function cardName(name: string): string {
  return name.replace(/^.*[/\\]/, '').replace(/\.(json|arpeggio)$/i, '')
}
