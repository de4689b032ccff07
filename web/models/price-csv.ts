import Papa from 'papaparse'
import type { Price } from '../../worker/contract/price.ts'

export interface ReadPrices {
  prices: Price[]
  /** Lines of the file that are no prices, counted from 1 with the heading. */
  badLines: number[]
}

const columns = ['country', 'category', 'valid_from', 'currency', 'amount', 'source']
const categories = ['utility', 'marketing', 'authentication']
const micros = 1_000_000

/** Reads a CSV with the columns country, category, valid_from, currency, amount, source; null if one is missing. */
export function parsePriceCsv(text: string): ReadPrices | null {
  const { data, meta } = Papa.parse<Record<string, string>>(text.trim(), {
    header: true,
    skipEmptyLines: true,
    transformHeader: (name) => name.trim().toLowerCase(),
  })
  if (columns.some((name) => !meta.fields?.includes(name))) return null
  const prices: Price[] = []
  const badLines: number[] = []
  data.forEach((line, index) => {
    const price = priceOf(line)
    if (price) prices.push(price)
    else badLines.push(index + 2)
  })
  return { prices, badLines }
}

function priceOf(line: Record<string, string>): Price | null {
  const cell = (name: string) => (line[name] ?? '').trim()
  const price = {
    country: cell('country').toUpperCase(),
    category: cell('category').toLowerCase() as Price['category'],
    validFrom: cell('valid_from'),
    currency: cell('currency').toUpperCase(),
    amountMicros: Math.round(Number(cell('amount').replace(',', '.')) * micros),
    source: cell('source'),
  }
  const isSound =
    /^([A-Z]{2}|\*)$/.test(price.country) &&
    categories.includes(price.category) &&
    /^\d{4}-\d\d-\d\d$/.test(price.validFrom) &&
    /^[A-Z]{3}$/.test(price.currency) &&
    cell('amount') !== '' &&
    price.amountMicros >= 0 &&
    price.source !== ''
  return isSound ? price : null
}
