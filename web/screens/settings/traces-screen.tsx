import './look-back.css'
import { useSignal } from '@preact/signals'
import { ArrowLeft, ArrowRight, Search, SearchX, ShieldCheck } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { WebhookEventTrace } from '../../../worker/contract/webhook-event.ts'
import { api, type TraceSearch } from '../../api/endpoints.ts'
import { nothingRead, type Paged, type ReadPage, readFirst, readNext } from '../../models/paged.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/events.ts'
import { Button } from '../../ui/button.tsx'
import { DateTimeField, TextField } from '../../ui/field.tsx'
import { Empty, Failed } from '../../ui/states.tsx'
import { CardBones } from './channels-screen.tsx'
import { Page } from './page.tsx'
import { TraceRow } from './trace-row.tsx'

interface Wish {
  query: string
  from: string
  to: string
  problemsOnly: boolean
}

/** The search of a wish, or null if its query is neither a number nor a wamid. */
function searchOf({ query, from, to, problemsOnly }: Wish): TraceSearch | null {
  const text = query.trim()
  const isWamid = /^wamid\.[\w+/=-]{1,250}$/.test(text)
  const digits = text.replace(/[\s()+.-]/g, '')
  if (text !== '' && !isWamid && !/^[1-9]\d{4,14}$/.test(digits)) return null
  return {
    ...(isWamid ? { wamid: text } : text !== '' && { phone: digits }),
    ...(from && { from: new Date(from).toISOString() }),
    ...(to && { to: new Date(to).toISOString() }),
    problemsOnly,
  }
}

/** Finds an event of WhatsApp and tells what became of it. */
export function TracesScreen() {
  const [wish, setWish] = useState<Wish>({ query: '', from: '', to: '', problemsOnly: false })
  const [search, setSearch] = useState<TraceSearch>({ problemsOnly: false })
  const [problem, setProblem] = useState<string>()
  const change = (changes: Partial<Wish>) => setWish({ ...wish, ...changes })
  const submit = (event: Event) => {
    event.preventDefault()
    const wanted = searchOf(wish)
    setProblem(wanted ? undefined : t.traces.queryProblem)
    if (wanted) setSearch(wanted)
  }
  const back = (
    <a class="btn" href="/settings/health">
      <ArrowLeft class="flips" size={14} aria-hidden="true" />
      {t.traces.toHealth}
    </a>
  )
  return (
    <Page title={t.traces.title} lead={t.traces.lead} action={back}>
      <form class="card trace-form" onSubmit={submit}>
        <TextField
          label={t.traces.query}
          hint={t.traces.queryHint}
          problem={problem}
          value={wish.query}
          autoComplete="off"
          maxLength={260}
          onValue={(query) => change({ query })}
        />
        <DateTimeField label={t.traces.from} value={wish.from} onValue={(from) => change({ from })} />
        <DateTimeField label={t.traces.to} value={wish.to} min={wish.from} onValue={(to) => change({ to })} />
        <label class="check">
          <input
            type="checkbox"
            checked={wish.problemsOnly}
            onChange={(event) => change({ problemsOnly: event.currentTarget.checked })}
          />
          {t.traces.problemsOnly}
        </label>
        <Button kind="primary" type="submit">
          <Search size={14} aria-hidden="true" />
          {t.traces.search}
        </Button>
      </form>
      <Found search={search} />
    </Page>
  )
}

function Found({ search }: { search: TraceSearch }) {
  const traces = useSignal<Paged<WebhookEventTrace>>(nothingRead)
  const unapplied = useSignal(0)
  const read: ReadPage<WebhookEventTrace> = async (cursor) => {
    const page = await api.searchWebhookEvents({ ...search, ...(cursor !== null && { cursor }) })
    unapplied.value = page.unapplied
    return page
  }
  const again = () => void readFirst(traces, read)
  useEffect(again, [search])
  const { rows, state, error, nextCursor, loadingMore } = traces.value
  if (state === 'failed') return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={again} />
  if (state === 'loading' && rows.length === 0) return <CardBones />
  return (
    <section class="card" aria-label={t.traces.results} aria-busy={state === 'loading'}>
      {unapplied.value > 0 && <p class="card-notice">{t.traces.unapplied(unapplied.value)}</p>}
      {rows.length === 0 && <Nothing search={search} />}
      <ul class="traces">
        {rows.map((trace) => (
          <TraceRow key={trace.kind + trace.id} trace={trace} onReplayed={again} />
        ))}
      </ul>
      {nextCursor !== null && (
        <Button
          class="more"
          disabled={loadingMore}
          onClick={() => void readNext(traces, read).catch((reason) => tellError(t.traces.title, reason))}
        >
          {t.traces.more}
          <ArrowRight class="flips" size={14} aria-hidden="true" />
        </Button>
      )}
    </section>
  )
}

function Nothing({ search }: { search: TraceSearch }) {
  return search.problemsOnly ? (
    <Empty icon={ShieldCheck} title={t.traces.emptyProblems} lead={t.traces.emptyProblemsLead} />
  ) : (
    <Empty icon={SearchX} title={t.traces.empty} lead={t.traces.emptyLead} />
  )
}
