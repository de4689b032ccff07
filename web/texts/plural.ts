import { language, locale } from './language.ts'

const rules = new Intl.PluralRules(language)
const number = new Intl.NumberFormat(locale)

/** A count with its noun in the right form. None of our languages has more than these two for whole numbers. */
export function plural(count: number, forms: { one: string; other: string }): string {
  const form = rules.select(count) === 'one' ? forms.one : forms.other
  return `${number.format(count)} ${form}`
}
