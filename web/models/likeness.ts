/** How far the letters of a word that was only hinted at may stand apart. */
const gapMax = 8

/**
 * The items that are like what was typed, the likest first and otherwise in their order.
 *
 * @param keysOf The texts to look in; a later one counts a little less.
 */
export function findLike<T>(query: string, items: readonly T[], keysOf: (item: T) => readonly string[]): T[] {
  const words = plain(query).split(' ')
  const rankOf = (item: T) => Math.max(...keysOf(item).map((key, index) => likeness(words, key) - index / 2))
  return items
    .map((item) => ({ item, rank: rankOf(item) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ item }) => item)
}

/** As good as the worst of the words; 0 if one of them is not there. */
function likeness(words: readonly string[], text: string): number {
  const inside = ` ${plain(text)}`
  return Math.min(...words.map((word) => likenessOf(word, inside)))
}

function likenessOf(word: string, text: string): number {
  if (text.startsWith(` ${word}`)) return 4
  if (text.includes(` ${word}`)) return 3
  if (text.includes(word)) return 2
  return hints(word, text) ? 1 : 0
}

/** Whether the letters follow each other from the beginning of some word on: `atm` for “Assign to me”. */
function hints(word: string, text: string): boolean {
  for (let from = text.indexOf(` ${word[0]}`); from >= 0; from = text.indexOf(` ${word[0]}`, from + 1)) {
    let at = from + 1
    const isNear = [...word].slice(1).every((letter) => {
      const gap = text.indexOf(letter, at + 1) - at
      at += gap
      return gap > 0 && gap <= gapMax
    })
    if (isNear) return true
  }
  return false
}

/** Without capitals, accents and signs. */
function plain(text: string): string {
  const letters = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  return letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}
