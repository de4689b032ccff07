/** The languages that screens and e-mails speak. */
export const locales = ['en', 'nl', 'es', 'pt'] as const
export type Locale = (typeof locales)[number]

/**
 * The language of ours that a browser likes best.
 *
 * @param acceptLanguage The header, or null; its quality values are in order in every browser.
 */
export function preferredLocale(acceptLanguage: string | null | undefined): Locale {
  for (const part of (acceptLanguage ?? '').slice(0, 200).split(',')) {
    const base = part.trim().slice(0, 2).toLowerCase()
    const locale = locales.find((each) => each === base)
    if (locale) return locale
  }
  return 'en'
}
