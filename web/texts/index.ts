import type { en } from './en.ts'
import { type Language, language } from './language.ts'

/** What every language says. A text that one of them lacks is an error of the type checker. */
export type Texts = typeof en

const catalogues: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import('./en.ts')).en,
  nl: async () => (await import('./nl.ts')).nl,
  es: async () => (await import('./es.ts')).es,
  pt: async () => (await import('./pt.ts')).pt,
}

/** The texts of the person's language. They come while the first screen does: read them inside functions only. */
export let t: Texts

const shared = catalogues[language]()
const coming: Promise<unknown>[] = [
  shared.then((texts) => {
    t = texts
  }),
]

/**
 * Fetches the texts of an area in the person's language, beside the screens whose code asks for them.
 *
 * @param keep Gets the shared texts and those of the area, before `textsLoaded` is done.
 */
export function loadArea<Area extends object>(
  area: Record<Language, () => Promise<Area>>,
  keep: (texts: Texts & Area) => void,
): void {
  coming.push(Promise.all([shared, area[language]()]).then(([texts, own]) => keep({ ...texts, ...own })))
}

/** Done when every text that was asked for so far is there. */
export async function textsLoaded(): Promise<void> {
  await Promise.all(coming)
}
