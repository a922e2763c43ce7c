import { printable } from './printable.ts'

/** What may come next. `first …` also admits the closing bracket. */
type Awaited = 'value' | 'first item' | 'key' | 'first key' | 'colon' | 'comma' | 'nothing'

const SPACE = /[ \t\n\r]*/y
const STRING_PART = /[ !#-[\]-\uffff]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.source
const TOKEN = new RegExp(`[{}[\\]:,]|${NUMBER}|true|false|null`, 'y')

/**
 * `JSON.parse`, but the error always names the place; the engines' own messages do so only sometimes.
 * @throws SyntaxError such as `line 3, column 7: found "}", expected a value`
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SyntaxError(describeFault(text), { cause: error })
  }
}

/** Reads the text again, token by token, as far as it is JSON. */
function describeFault(text: string): string {
  const closers: string[] = []
  let awaited: Awaited | undefined = 'value'
  let offset = 0
  for (;;) {
    offset += match(SPACE, text, offset).length
    const token = text[offset] === '"' ? matchString(text, offset) : match(TOKEN, text, offset)
    const next = follow(awaited, token, closers)
    if (!next) return `${place(text, offset)}: found ${found(text, offset)}, expected ${expected(awaited, closers)}`
    awaited = next
    offset += token.length
  }
}

/** What is awaited after `token`, or undefined where it may not stand. Keeps `closers`, the brackets still open. */
function follow(awaited: Awaited, token: string, closers: string[]): Awaited | undefined {
  const closes = awaited === 'comma' || awaited.startsWith('first')
  if (closes && token !== '' && token === closers.at(-1)) {
    closers.pop()
    return closers.length > 0 ? 'comma' : 'nothing'
  }
  switch (awaited) {
    case 'value':
    case 'first item':
      return followValue(token, closers)
    case 'key':
    case 'first key':
      return token.startsWith('"') ? 'colon' : undefined
    case 'colon':
      return token === ':' ? 'value' : undefined
    case 'comma':
      if (token !== ',') return undefined
      return closers.at(-1) === '}' ? 'key' : 'value'
    case 'nothing':
      return undefined
  }
}

function followValue(token: string, closers: string[]): Awaited | undefined {
  if (token === '{' || token === '[') {
    closers.push(token === '{' ? '}' : ']')
    return token === '{' ? 'first key' : 'first item'
  }
  if (token === '' || '}]:,'.includes(token)) return undefined
  return closers.length > 0 ? 'comma' : 'nothing'
}

function expected(awaited: Awaited, closers: readonly string[]): string {
  const closer = `"${closers.at(-1) ?? ''}"`
  switch (awaited) {
    case 'value':
      return 'a value'
    case 'first item':
      return `a value or ${closer}`
    case 'key':
      return 'a key in double quotes'
    case 'first key':
      return `a key in double quotes or ${closer}`
    case 'colon':
      return '":"'
    case 'comma':
      return `"," or ${closer}`
    case 'nothing':
      return 'nothing more'
  }
}

function place(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

function found(text: string, offset: number): string {
  const character = text.codePointAt(offset)
  if (character === undefined) return 'the end of the text'
  const word = match(/[\w.+-]+|"[^"\n\r]*"?/y, text, offset) || String.fromCodePoint(character)
  return printable(JSON.stringify(word.slice(0, 40)))
}

function match(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0] ?? ''
}

/** A string as a whole, or nothing. Part by part: a pattern for all of it would need as much stack as it has characters. */
function matchString(text: string, offset: number): string {
  let end = offset + 1
  for (let part = match(STRING_PART, text, end); part !== ''; part = match(STRING_PART, text, end)) end += part.length
  return text[end] === '"' ? text.slice(offset, end + 1) : ''
}
