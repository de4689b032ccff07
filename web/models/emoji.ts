import Database from 'emoji-picker-element/database'
import en from 'emoji-picker-element-data/en/emojibase/data.json?url'
import es from 'emoji-picker-element-data/es/cldr/data.json?url'
import nl from 'emoji-picker-element-data/nl/cldr/data.json?url'
import pt from 'emoji-picker-element-data/pt/cldr/data.json?url'
import { type Language, language } from '../texts/language.ts'

export interface ShownEmoji {
  character: string
  name: string
}

/** Groups of Unicode's list, with one of each to stand for it; parts of faces (2) are nothing to send. */
export const emojiGroups = [
  { id: 0, mark: '😀' },
  { id: 1, mark: '👋' },
  { id: 3, mark: '🐻' },
  { id: 4, mark: '🍎' },
  { id: 5, mark: '✈️' },
  { id: 6, mark: '⚽' },
  { id: 7, mark: '💡' },
  { id: 8, mark: '🔣' },
  { id: 9, mark: '🏁' },
] as const
export type EmojiGroup = (typeof emojiGroups)[number]['id'] | 'used'

/** Only the addresses: the one of the person's language is fetched. */
const dataUrls: Record<Language, string> = { en, nl, es, pt }
const usedShown = 40
let database: Database | null = null

/** The list comes from our own assets and is kept in the browser's database. */
function open(): Database {
  database ??= new Database({ dataSource: dataUrls[language], locale: language })
  return database
}

export async function emojiOf(group: EmojiGroup): Promise<ShownEmoji[]> {
  const found = group === 'used' ? await open().getTopFavoriteEmoji(usedShown) : await open().getEmojiByGroup(group)
  return shown(found)
}

export async function searchEmoji(query: string): Promise<ShownEmoji[]> {
  return shown(await open().getEmojiBySearchQuery(query))
}

/** Remembers, on this device, what was chosen. */
export async function noteEmojiUsed(character: string): Promise<void> {
  await open().incrementFavoriteEmojiCount(character)
}

type Found = Awaited<ReturnType<Database['getEmojiBySearchQuery']>>

function shown(found: Found): ShownEmoji[] {
  return found.flatMap((emoji) =>
    'unicode' in emoji && 'annotation' in emoji ? [{ character: emoji.unicode, name: emoji.annotation }] : [],
  )
}
