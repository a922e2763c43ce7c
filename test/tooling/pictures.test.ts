import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { COMMAND_PICTURES, commandPicture } from '../../tools/command-picture.ts'

describe('the pictures of the documentation', () => {
  it.each(Object.entries(COMMAND_PICTURES))(
    '%s shows what the command prints (npm run pictures)',
    async (name, command) => {
      const file = new URL(`../../docs/pictures/${name}.svg`, import.meta.url)
      expect(await readFile(file, 'utf8')).toBe(await commandPicture(command))
    },
  )
})
