import { useEffect, useState } from 'preact/hooks'
import type { Price } from '../../../worker/contract/price.ts'
import { countries, loadCountries } from '../../models/countries.ts'
import { t } from '../../texts/canned.ts'
import { formatCalendarDate } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'

const micros = 1_000_000
const categories = ['utility', 'marketing', 'authentication'] as const

/** One price by hand; the same country, category and day replaces the one before. */
export function PriceForm({ onPrice }: { onPrice: (price: Price) => Promise<void> }) {
  const [country, setCountry] = useState('')
  const [category, setCategory] = useState<Price['category']>('utility')
  const [amount, setAmount] = useState('')
  const [currency, setCurrency] = useState('EUR')
  const [validFrom, setValidFrom] = useState(() => new Date().toISOString().slice(0, 10))
  const [source, setSource] = useState('')
  useEffect(() => void loadCountries(), [])
  const form = useForm(async () => {
    const amountMicros = Math.round(Number(amount.replace(',', '.')) * micros)
    await onPrice({ country, category, amountMicros, currency, validFrom, source: source.trim() })
    setCountry('')
    setAmount('')
  })
  const isAmount = amount.trim() !== '' && Number(amount.replace(',', '.')) >= 0
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
        <TextField label={t.prices.amount} inputMode="decimal" required value={amount} onValue={setAmount} />
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
      <Button type="submit" disabled={form.busy || !isAmount}>
        {t.prices.add}
      </Button>
    </form>
  )
}
