const rules = new Intl.PluralRules('en')
const number = new Intl.NumberFormat('en')

/** A count with its noun in the right form. */
export function plural(count: number, forms: { one: string; other: string }): string {
  const form = rules.select(count) === 'one' ? forms.one : forms.other
  return `${number.format(count)} ${form}`
}
