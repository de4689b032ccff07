import './ledger.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Ledger, LedgerEntry, MessageStatus } from '../../../../worker/contract/message.ts'
import { api } from '../../../api/endpoints.ts'
import { type Loaded, loadInto } from '../../../models/load.ts'
import { reasonOf, requestIdOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/desk.ts'
import { formatExact } from '../../../texts/format.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Bone, Failed } from '../../../ui/states.tsx'
import { textAt } from './loose.ts'

interface LedgerDialogProps {
  messageId: string
  onClose: () => void
}

/** The whole story of one message: accepted, attempted, answered, every status. */
export function LedgerDialog({ messageId, onClose }: LedgerDialogProps) {
  const ledger = useSignal<Loaded<Ledger>>({ state: 'loading', value: null, error: null })
  const read = () => void loadInto(ledger, () => api.getLedger(messageId))
  useEffect(read, [messageId])
  const { state, value, error } = ledger.value
  return (
    <Dialog title={t.ledger.title} onClose={onClose}>
      <div class="dialog-body scroll">
        <p class="mute">{t.ledger.lead}</p>
        {state === 'failed' && <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={read} />}
        {state === 'loading' && !value && <LedgerBones />}
        {value && <Entries entries={value.entries} />}
        <p class="request-id">
          {t.ledger.id} {messageId}
        </p>
      </div>
    </Dialog>
  )
}

function Entries({ entries }: { entries: readonly LedgerEntry[] }) {
  if (entries.length === 0) return <p>{t.ledger.empty}</p>
  return (
    <ol class="ledger">
      {entries.map((entry, index) => (
        <li key={String(index)} class={entry.status === 'failed' ? 'bad' : ''}>
          <strong>{entryTitle(entry)}</strong>
          <time dateTime={entry.at}>{formatExact(entry.at)}</time>
          {entry.detail && <p>{entry.detail}</p>}
          <EntryFacts entry={entry} />
        </li>
      ))}
    </ol>
  )
}

function entryTitle({ kind, status }: LedgerEntry): string {
  if (kind !== 'status' || status === null) return t.ledger.kinds[kind]
  return t.status[status as MessageStatus] ?? status
}

function EntryFacts({ entry }: { entry: LedgerEntry }) {
  const facts = [
    [t.ledger.wamid, entry.wamid],
    [t.ledger.attempt, entry.attemptId],
    [t.ledger.price, textAt(entry.pricing, 'category')],
  ].filter(([, value]) => value)
  if (facts.length === 0) return null
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function LedgerBones() {
  return (
    <div class="skeleton ledger-bones" aria-hidden="true">
      <Bone width="40%" />
      <Bone width="70%" />
      <Bone width="55%" />
    </div>
  )
}
