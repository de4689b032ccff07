import { useEffect, useState } from 'preact/hooks'
import type { Price } from '../../../worker/contract/price.ts'
import { countries, loadCountries } from '../../models/countries.ts'
import { t } from '../../texts/canned.ts'
import { formatDecimal, readDecimal } from '../../texts/decimal.ts'
import { formatCalendarDate } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'

const micros = 1_000_000
const categories = ['utility', 'marketing', 'authentication'] as const

const readPrice = (text: string): number | null => {
  const price = readDecimal(text)
  return price !== null && price >= 0 ? price : null
}

/** One price by hand; the same country, category and day replaces the one before. */
export function PriceForm({ onPrice }: { onPrice: (price: Price) => Promise<void> }) {
  const [country, setCountry] = useState('')
  const [category, setCategory] = useState<Price['category']>('utility')
  const [amount, setAmount] = useState('')
  const [currency, setCurrency] = useState('EUR')
  const [validFrom, setValidFrom] = useState(() => new Date().toISOString().slice(0, 10))
  const [source, setSource] = useState('')
  useEffect(() => void loadCountries(), [])
  const price = readPrice(amount)
  const form = useForm(async () => {
    if (price === null) return
    await onPrice({
      country,
      category,
      amountMicros: Math.round(price * micros),
      currency,
      validFrom,
      source: source.trim(),
    })
    setCountry('')
    setAmount('')
  })
  return (
    <form class="card price-form" onSubmit={form.submit} aria-label={t.prices.add}>
      <FormError error={form.error} />
      <div class="price-fields">
        <SelectField
          id="new-price"
          label={t.prices.country}
          required
          value={country}
          onValue={setCountry}
          options={[
            { value: '', label: t.prices.chooseCountry },
            { value: '*', label: t.prices.others },
            ...countries.value.map(([value, label]) => ({ value, label })),
          ]}
        />
        <SelectField
          label={t.prices.category}
          value={category}
          onValue={setCategory}
          options={categories.map((value) => ({ value, label: t.prices.categories[value] }))}
        />
        <TextField
          label={t.prices.amount}
          inputMode="decimal"
          autoComplete="off"
          required
          value={amount}
          onValue={setAmount}
          problem={amount.trim() !== '' && price === null ? t.prices.noAmount(formatDecimal(0.045)) : undefined}
        />
        <TextField
          label={t.prices.currency}
          required
          maxLength={3}
          value={currency}
          onValue={(value) => setCurrency(value.toUpperCase())}
        />
        <TextField
          label={t.prices.validFrom}
          hint={validFrom && formatCalendarDate(validFrom)}
          type="date"
          required
          value={validFrom}
          onValue={setValidFrom}
        />
        <TextField label={t.prices.source} required maxLength={120} value={source} onValue={setSource} />
      </div>
      <Button type="submit" disabled={form.busy || price === null}>
        {t.prices.add}
      </Button>
    </form>
  )
}
