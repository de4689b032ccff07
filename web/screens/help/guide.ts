/** Words in a line; `key` is something on the keyboard. */
export interface Part {
  kind: 'text' | 'strong' | 'key'
  text: string
}

export type Block =
  | { kind: 'paragraph'; parts: Part[] }
  | { kind: 'list'; ordered: boolean; items: Part[][] }
  | { kind: 'picture'; src: string; alt: string }

export interface Section {
  title: string
  blocks: Block[]
}

/** A page of `docs/guide/` as the build reads it. */
export interface Guide {
  title: string
  lead: Block[]
  sections: Section[]
}

/** Where a section can be linked to: Taking a conversation → taking-a-conversation. */
export const anchorOf = (title: string): string => plain(title).replace(/[^a-z0-9]+/g, '-')

/** The sections in which every word of the query begins a word; all of them for an empty one. */
export function findSections(guide: Guide, query: string): Section[] {
  const words = plain(query).split(/\s+/).filter(Boolean)
  return guide.sections.filter((section) => {
    const text = ` ${plain(textOf(section)).replace(/[^\p{L}\p{N}]+/gu, ' ')}`
    return words.every((word) => text.includes(` ${word}`))
  })
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

function textOf({ title, blocks }: Section): string {
  const texts = blocks.flatMap((block) => {
    if (block.kind === 'picture') return [block.alt]
    const lines = block.kind === 'list' ? block.items : [block.parts]
    return lines.map((parts) => parts.map((part) => part.text).join(''))
  })
  return [title, ...texts].join(' ')
}
