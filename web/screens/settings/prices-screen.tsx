import './prices.css'
import { Coins, Upload } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { Price } from '../../../worker/contract/price.ts'
import { countryName } from '../../models/country-name.ts'
import { prices, readPrices, savePrices } from '../../models/prices.ts'
import { can } from '../../models/session.ts'
import { reasonOf, requestIdOf, tell, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/canned.ts'
import { formatCalendarDate, formatPrice } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { FileButton } from '../../ui/file-button.tsx'
import { Bone, Empty, Failed } from '../../ui/states.tsx'
import { Page } from './page.tsx'
import { PriceForm } from './price-form.tsx'

const keyOf = ({ country, category, validFrom }: Price) => `${country} ${category} ${validFrom}`

/** What WhatsApp charges, as the tenant knows it; the composer tells it. */
export function PricesScreen() {
  useEffect(() => void readPrices(), [])
  const { state, value, error } = prices.value
  const mayChange = can('managePrices')
  const put = async (added: readonly Price[]) => {
    const keys = new Set(added.map(keyOf))
    await savePrices([...(value ?? []).filter((one) => !keys.has(keyOf(one))), ...added])
  }
  const remove = (price: Price) =>
    savePrices((value ?? []).filter((one) => one !== price)).catch((failure) => tellError(t.prices.failed, failure))
  return (
    <Page title={t.prices.title} lead={t.prices.lead} action={mayChange ? <Import onPrices={put} /> : null}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readPrices()} />
      )}
      {state === 'loading' && !value && (
        <div class="card skeleton" aria-hidden="true">
          <Bone width="70%" height="14px" />
          <Bone width="52%" height="14px" />
        </div>
      )}
      {value?.length === 0 && <Empty icon={Coins} title={t.prices.empty} lead={t.prices.emptyLead} />}
      {value && value.length > 0 && (
        <PriceList list={value} onRemove={mayChange ? (price) => void remove(price) : null} />
      )}
      {mayChange && value && <PriceForm onPrice={(price) => put([price])} />}
      {mayChange && <p class="mute">{t.prices.columns}</p>}
    </Page>
  )
}

function PriceList({ list, onRemove }: { list: readonly Price[]; onRemove: ((price: Price) => void) | null }) {
  return (
    <div class="card price-table">
      <table class="stacks">
        <thead>
          <tr>
            <th scope="col">{t.prices.country}</th>
            <th scope="col">{t.prices.category}</th>
            <th scope="col">{t.prices.amount}</th>
            <th scope="col">{t.prices.validFrom}</th>
            <th scope="col">{t.prices.source}</th>
            {onRemove && (
              <th scope="col">
                <span class="sr-only">{t.common.remove}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {list.map((price) => (
            <tr key={keyOf(price)}>
              <th scope="row">{price.country === '*' ? t.prices.others : countryName(price.country)}</th>
              <td data-label={t.prices.category}>{t.prices.categories[price.category]}</td>
              <td data-label={t.prices.amount}>{formatPrice(price.amountMicros, price.currency)}</td>
              <td data-label={t.prices.validFrom}>{formatCalendarDate(price.validFrom)}</td>
              <td class="mute" data-label={t.prices.source}>
                {price.source}
              </td>
              {onRemove && (
                <td>
                  <Button
                    kind="quiet"
                    class="small"
                    aria-label={t.prices.remove(keyOf(price))}
                    onClick={() => onRemove(price)}
                  >
                    {t.common.remove}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Import({ onPrices }: { onPrices: (prices: readonly Price[]) => Promise<void> }) {
  const [isBusy, setBusy] = useState(false)
  const read = async (file: File) => {
    setBusy(true)
    try {
      const { parsePriceCsv } = await import('../../models/price-csv.ts')
      const found = parsePriceCsv(await file.text())
      if (!found) tell(t.prices.wrongColumns)
      else if (found.badLines.length > 0) tell(t.prices.badLines(found.badLines.join(', ')))
      else {
        await onPrices(found.prices)
        tell(t.prices.imported(found.prices.length))
      }
    } catch (error) {
      tellError(t.prices.failed, error)
    }
    setBusy(false)
  }
  return (
    <FileButton kind="primary" accept=".csv,text/csv" disabled={isBusy} onFile={(file) => void read(file)}>
      <Upload size={15} aria-hidden="true" />
      {t.prices.import}
    </FileButton>
  )
}
