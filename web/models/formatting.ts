/** WhatsApp's own formatting as a tree; screens turn it into elements, so that no text ever becomes HTML. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }

export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'bullets'; items: Inline[][] }
  | { kind: 'numbers'; start: number; items: Inline[][] }
  | { kind: 'code'; text: string }

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const
const nestingMax = 6
const link = /(?:https?:\/\/|www\.)[^\s<>"]+|(?:[a-z0-9-]+\.)+[a-z]{2,24}\/[^\s<>"]*/giu

/** Whether WhatsApp would show the text in another way than it is written. */
export function hasFormatting(text: string): boolean {
  const isPlain = (one: Inline) => one.kind === 'text' || one.kind === 'link'
  return parseFormatting(text).some((block) => block.kind !== 'paragraph' || !block.lines.flat().every(isPlain))
}

/** Splits a message's text into blocks. Fenced code first: nothing inside it is formatting. */
export function parseFormatting(text: string): Block[] {
  const parts = text.split('```')
  // An odd number of fences leaves the last one as plain text.
  if (parts.length % 2 === 0) parts.push(`${parts.splice(-2, 1)[0]}\`\`\`${parts.pop()}`)
  return parts.flatMap((part, index): Block[] => {
    if (index % 2 === 1) return [{ kind: 'code', text: part.replace(/^\n|\n$/g, '') }]
    const trimmed = trimAround(part, index > 0, index < parts.length - 1)
    return trimmed === '' ? [] : parseLines(trimmed.split('\n'))
  })
}

function trimAround(text: string, start: boolean, end: boolean): string {
  let result = text
  if (start) result = result.replace(/^\n/, '')
  if (end) result = result.replace(/\n$/, '')
  return result
}

function parseLines(lines: string[]): Block[] {
  const blocks: Block[] = []
  for (const line of lines) {
    const quote = /^> ?(.*)$/.exec(line)
    const bullet = /^[*-] +(\S.*)$/.exec(line)
    const numbered = /^(\d{1,3})\. +(\S.*)$/.exec(line)
    const last = blocks.at(-1)
    if (quote) appendTo(blocks, last, 'quote', parseInline(quote[1] ?? ''))
    else if (bullet) {
      const item = parseInline(bullet[1] ?? '')
      if (last?.kind === 'bullets') last.items.push(item)
      else blocks.push({ kind: 'bullets', items: [item] })
    } else if (numbered) {
      const item = parseInline(numbered[2] ?? '')
      if (last?.kind === 'numbers') last.items.push(item)
      else blocks.push({ kind: 'numbers', start: Number(numbered[1]), items: [item] })
    } else appendTo(blocks, last, 'paragraph', parseInline(line))
  }
  return blocks
}

function appendTo(blocks: Block[], last: Block | undefined, kind: 'quote' | 'paragraph', line: Inline[]): void {
  if (last?.kind === kind) last.lines.push(line)
  else blocks.push({ kind, lines: [line] })
}

/** The formatting within one line. */
function parseInline(text: string, depth = 0): Inline[] {
  const result: Inline[] = []
  let plainFrom = 0
  let at = 0
  const flush = (end: number) => {
    if (end > plainFrom) result.push({ kind: 'text', text: text.slice(plainFrom, end) })
  }
  while (at < text.length) {
    const found = codeAt(text, at) ?? linkAt(text, at) ?? markedAt(text, at, depth)
    if (found === null) {
      at += 1
      continue
    }
    flush(at)
    result.push(found.node)
    at = found.end
    plainFrom = at
  }
  flush(text.length)
  return result
}

type Found = { node: Inline; end: number } | null

function codeAt(text: string, at: number): Found {
  if (text[at] !== '`') return null
  const end = text.indexOf('`', at + 1)
  if (end <= at + 1) return null
  return { node: { kind: 'code', text: text.slice(at + 1, end) }, end: end + 1 }
}

function markedAt(text: string, at: number, depth: number): Found {
  const mark = text[at] as keyof typeof marks
  const kind = marks[mark]
  if (!kind || depth >= nestingMax || !isEdge(text[at - 1]) || !isInner(text[at + 1], mark)) return null
  for (let end = text.indexOf(mark, at + 2); end !== -1; end = text.indexOf(mark, end + 1)) {
    if (isInner(text[end - 1], mark) && isEdge(text[end + 1])) {
      return { node: { kind, children: parseInline(text.slice(at + 1, end), depth + 1) }, end: end + 1 }
    }
  }
  return null
}

/** A mark counts only beside something that is no letter or digit, so that snake_case and 2*3*4 stay as they are. */
function isEdge(char: string | undefined): boolean {
  return char === undefined || !/[\p{L}\p{N}]/u.test(char)
}

function isInner(char: string | undefined, mark: string): boolean {
  return char !== undefined && char !== mark && !/\s/.test(char)
}

function linkAt(text: string, at: number): Found {
  if (!/[a-z0-9]/iu.test(text[at] ?? '') || /[\p{L}\p{N}@.-]/u.test(text[at - 1] ?? '')) return null
  link.lastIndex = at
  const match = link.exec(text)
  if (match === null || match.index !== at) return null
  const shown = trimPunctuation(match[0])
  const href = safeHref(/^https?:/i.test(shown) ? shown : `https://${shown}`)
  return href === null ? null : { node: { kind: 'link', text: shown, href }, end: at + shown.length }
}

/** Closing marks and brackets at the end belong to the sentence, not to the address. */
function trimPunctuation(url: string): string {
  let end = url.length
  while (end > 0 && /[.,;:!?'*_~)\]}”’»]/u.test(url[end - 1] ?? '')) {
    if (url[end - 1] === ')' && url.slice(0, end).includes('(')) break
    end -= 1
  }
  return url.slice(0, end)
}

/** The address if it is http or https and complete, else null. */
export function safeHref(input: string): string | null {
  const url = URL.parse(input)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' ? url.href : null
}

/**
 * The host that a link really leads to, if its text does not already say it plainly: an international name in its
 * true (punycode) form, a host behind a user name, or a text that names another place.
 */
export function hostToShow(text: string, href: string): string | null {
  const host = new URL(href).host
  const shown = /^(?:https?:\/\/)?([^/?#]*)/iu.exec(text.trim())?.[1] ?? ''
  return shown.toLowerCase() === host ? null : host
}

/** The text without its marks, for one-line previews. */
export function plainText(text: string): string {
  const inline = (nodes: Inline[]): string =>
    nodes.map((node) => ('children' in node ? inline(node.children) : node.text)).join('')
  const block = (one: Block): string => {
    if (one.kind === 'code') return one.text
    return ('items' in one ? one.items : one.lines).map(inline).join(' ')
  }
  return parseFormatting(text).map(block).join(' ')
}
