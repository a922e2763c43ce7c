import { untrack } from 'svelte'
import type { Theme } from '#shared/api/settings.ts'

/** Where `theme.js` finds it before the page is drawn. */
const KEPT_AS = 'arpeggio:theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

let version = $state(0)

/** Changes whenever colours do: what is drawn by hand is drawn again then. */
export function themeVersion(): number {
  return version
}

/** Puts a theme on the document and keeps it for the next start; gives the function that ends following the system. */
export function applyTheme(theme: Theme): () => void {
  localStorage.setItem(KEPT_AS, theme)
  const apply = (): void => {
    const { dataset } = document.documentElement
    const isDark = theme === 'dark' || (theme !== 'light' && dark.matches)
    dataset['theme'] = isDark ? 'dark' : 'light'
    if (theme === 'high-contrast') dataset['contrast'] = 'more'
    else delete dataset['contrast']
    untrack(() => version++)
  }
  apply()
  dark.addEventListener('change', apply)
  return () => dark.removeEventListener('change', apply)
}
