export const languages = ['en', 'nl', 'es', 'pt'] as const
export type Language = (typeof languages)[number]

/** Each by its own name: whoever looks for it may read no other. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  nl: 'Nederlands',
  es: 'Español',
  pt: 'Português (Brasil)',
}

/** The variant whose dates and numbers are meant where the browser names none. */
const usualLocales: Record<Language, string> = { en: 'en-GB', nl: 'nl-NL', es: 'es-ES', pt: 'pt-BR' }
const storageKey = 'adsapp.language'

const speaks = (locale: string, language: Language): boolean => locale.split('-')[0]?.toLowerCase() === language

/**
 * The language to speak.
 *
 * @param kept What the person chose; null or anything unknown is no choice.
 * @param preferred The browser's languages, the best first.
 */
export function pickLanguage(kept: string | null, preferred: readonly string[]): Language {
  const chosen = languages.find((language) => language === kept)
  const spoken = preferred.flatMap((locale) => languages.find((language) => speaks(locale, language)) ?? [])
  return chosen ?? spoken[0] ?? 'en'
}

/** The person's own variant of the language where the browser names one: 12 or 24 hours, order of day and month. */
export function pickLocale(language: Language, preferred: readonly string[]): string {
  return preferred.find((locale) => locale.includes('-') && speaks(locale, language)) ?? usualLocales[language]
}

function readChoice(): string | null {
  try {
    return globalThis.localStorage?.getItem(storageKey) ?? null
  } catch {
    return null // Storage can be forbidden; the browser's language then counts.
  }
}

const preferred = globalThis.navigator?.languages ?? []

/** The language of this page, from its beginning to its end. */
export const language: Language = pickLanguage(readChoice(), preferred)
export const locale: string = pickLocale(language, preferred)

/** Keeps the choice and draws the page anew: everything on it was said in the other language. */
export function chooseLanguage(next: Language): void {
  if (next === language) return
  try {
    localStorage.setItem(storageKey, next)
  } catch {
    return // Without storage the next page could not know.
  }
  location.reload()
}
