import type { Price } from '../../worker/contract/price.ts'
import { readCsv } from './csv.ts'

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
  const [heading = [], ...lines] = readCsv(text.trim())
  const names = heading.map((name) => name.trim().toLowerCase())
  if (columns.some((name) => !names.includes(name))) return null
  const prices: Price[] = []
  const badLines: number[] = []
  lines.forEach((line, index) => {
    const price = priceOf((name) => (line[names.indexOf(name)] ?? '').trim())
    if (price) prices.push(price)
    else badLines.push(index + 2)
  })
  return { prices, badLines }
}

function priceOf(cell: (column: string) => string): Price | null {
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
