import { locale } from './language.ts'

/** Numbers as one language writes them. */
export function decimalIn(language: string) {
  const written = new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 20 })
  const grouped = new Intl.NumberFormat(language, { useGrouping: 'always' })
  const signOf = (type: 'decimal' | 'group') =>
    grouped
      .formatToParts(12_345.6)
      .find((part) => part.type === type)
      ?.value.replace(/\s/, ' ') ?? ''
  const [decimal, group] = [signOf('decimal'), signOf('group')]
  return {
    format: (value: number): string => written.format(value),
    /** Null if it is no number: signs between the digits count only where the language puts them. */
    read: (text: string): number | null => {
      const [, sign = '', rest = ''] = /^([-−]?)(.*)$/.exec(text.trim().replace(/\s/g, ' ')) ?? []
      const [whole = '', fraction = '', ...more] = rest.split(decimal)
      const digits = whole.replaceAll(group, '')
      if (more.length > 0 || digits + fraction === '' || !/^\d*$/.test(digits + fraction)) return null
      if (whole !== digits && whole !== grouped.format(BigInt(digits)).replace(/\s/g, ' ')) return null
      const value = Number(`${sign && '-'}${digits || '0'}.${fraction || '0'}`)
      return Number.isFinite(value) ? value : null
    },
  }
}

export const { format: formatDecimal, read: readDecimal } = decimalIn(locale)
