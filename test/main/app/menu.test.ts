import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate } from '../../../src/main/app/menu.ts'

const rolesOf = (items: readonly MenuItemConstructorOptions[]): unknown[] => items.map(({ role }) => role)

/** The roles in a menu. */
function inMenu(name: string, platform: NodeJS.Platform, isPackaged: boolean): unknown[] {
  const menu = menuTemplate(platform, isPackaged).find(({ role }) => role === name)
  return Array.isArray(menu?.submenu) ? rolesOf(menu.submenu) : []
}

describe('the menu', () => {
  it.each([
    ['darwin', ['appMenu', 'fileMenu', 'editMenu', 'viewMenu', 'windowMenu'], ['close']],
    ['win32', ['fileMenu', 'editMenu', 'viewMenu', 'windowMenu'], ['quit']],
    ['linux', ['fileMenu', 'editMenu', 'viewMenu', 'windowMenu'], ['quit']],
  ] as const)('of %s is as people know it there', (platform, menus, file) => {
    expect(rolesOf(menuTemplate(platform, true))).toEqual(menus)
    expect(inMenu('fileMenu', platform, true)).toEqual(file)
  })

  it('has what developers need only where they are', () => {
    expect(inMenu('viewMenu', 'linux', true)).not.toContain('toggleDevTools')
    expect(inMenu('viewMenu', 'linux', false)).toContain('toggleDevTools')
  })

  it('takes no key that the page has', () => {
    expect(JSON.stringify(menuTemplate('linux', true))).not.toMatch(/accelerator|"reload"/)
  })
})
