// No zod here: the screens use this too.

export const PASSWORD_MIN = 12
/** Longer ones are refused, so that nobody makes us hash megabytes. */
export const PASSWORD_MAX = 256

/** How hard a password is to guess: 0 is on every list, 4 withstands a stolen database. */
export type PasswordScore = 0 | 1 | 2 | 3 | 4
export const PASSWORD_SCORE_MIN: PasswordScore = 3

/** The letters that count, whatever keyboard wrote them: two write the same letter in different ways, and NFKC makes them one. */
export const normalisePassword = (password: string): string => password.normalize('NFKC')

/** The length of the pieces that are looked at: the time grows with its square. */
const LOOKED_AT = 24
/** Spellings with digits for letters that are tried; each costs a look through the lists. */
const SPELLINGS = 10
const BETWEEN_WORDS = /[\s@._-]+/
/** Shorter words stand in many others by chance. */
const WORD_MIN = 3
/** A block of a word or more, again and again. */
const REPEATED = /(.{3,}?)\1+/g

let coming: Promise<(password: string, about: string[]) => PasswordScore> | null = null

/**
 * Scores a password against lists of common ones, keyboard rows, dates and repetitions. The lists are large and come
 * with the first call.
 *
 * @param about What others know of the person: address, name, organization.
 */
export async function scorePassword(password: string, about: readonly string[]): Promise<PasswordScore> {
  coming ??= loadScore()
  try {
    const score = await coming
    const text = normalisePassword(password)
    const known = about.flatMap(spellings).filter((each) => each.length >= WORD_MIN)
    return Math.min(score(text, known), score(essence(text, known), known)) as PasswordScore
  } catch (error) {
    coming = null
    throw error
  }
}

/** Whole, joined, and word by word. */
function spellings(text: string): string[] {
  const lower = normalisePassword(text).toLowerCase()
  const words = lower.split(BETWEEN_WORDS)
  return [lower, words.join(''), ...words]
}

/** What is left to guess: each word once, no block twice in a row, nothing that others know. Three of anything count as hard. */
function essence(text: string, known: readonly string[]): string {
  const once = [...new Set(text.toLowerCase().split(BETWEEN_WORDS))].join('').replace(REPEATED, '$1')
  return known.reduce((rest, each) => rest.replaceAll(each, ''), once)
}

async function loadScore() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs: graphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  const judge = new ZxcvbnFactory({ graphs, dictionary, maxLength: LOOKED_AT, l33tMaxSubstitutions: SPELLINGS })
  // The beginning and the end: a password is as hard to guess as its hardest piece, at least.
  return (password: string, about: string[]): PasswordScore => {
    const pieces = new Set([password.slice(0, LOOKED_AT), password.slice(-LOOKED_AT)])
    return Math.max(...[...pieces].map((piece) => judge.check(piece, about).score)) as PasswordScore
  }
}
