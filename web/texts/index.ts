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

/** The texts of the person's language. They come with the first screen: read them inside functions only. */
export let t: Texts

/** Done when `t` is there. Only one language is ever fetched. */
export const textsLoaded: Promise<Texts> = catalogues[language]().then((texts) => {
  t = texts
  return texts
})

/** The shared texts and those of an area, in the person's language. */
export async function withShared<Area extends object>(
  area: Record<Language, () => Promise<Area>>,
): Promise<Texts & Area> {
  const [shared, own] = await Promise.all([textsLoaded, area[language]()])
  return { ...shared, ...own }
}
