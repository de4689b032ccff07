import { Pencil, Plus, Tag, Trash2 } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { Label, LabelDetail } from '../../../worker/contract/label.ts'
import { api } from '../../api/endpoints.ts'
import { labels, readLabels, removeLabel } from '../../models/labels.ts'
import { can } from '../../models/session.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/desk.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Empty, Failed } from '../../ui/states.tsx'
import { CardBones } from './channels-screen.tsx'
import { LabelDialog } from './label-dialog.tsx'
import { Page } from './page.tsx'

export function LabelsScreen() {
  const [adding, setAdding] = useState(false)
  const { state, value, error } = labels.value
  useEffect(() => void readLabels(), [])
  const add = can('createLabels') && (
    <Button id="new-label" kind="primary" onClick={() => setAdding(true)}>
      <Plus size={15} aria-hidden="true" />
      {t.labelSettings.add}
    </Button>
  )
  return (
    <Page title={t.labelSettings.title} lead={t.labelSettings.lead} action={value && value.length > 0 && add}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readLabels()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {value && !can('manageLabels') && <p class="mute">{t.labelSettings.readOnly}</p>}
      {value?.length === 0 && (
        <Empty icon={Tag} title={t.labelSettings.empty} lead={t.labelSettings.emptyLead}>
          {add}
        </Empty>
      )}
      {value && value.length > 0 && (
        <section class="card flush" aria-label={t.labelSettings.title}>
          <ul class="people">
            {value.map((label) => (
              <LabelRow key={label.id} label={label} />
            ))}
          </ul>
        </section>
      )}
      {adding && <LabelDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}

function LabelRow({ label }: { label: Label }) {
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState<LabelDetail | null>(null)
  const failed = (error: unknown) => tellError(t.labelSettings.removeFailed(label.name), error)
  return (
    <li>
      <i class={`label-dot ${label.color}`} aria-hidden="true" />
      <div class="person">
        <strong>{label.name}</strong>
      </div>
      {can('manageLabels') && (
        <>
          <IconButton label={t.labelSettings.edit(label.name)} onClick={() => setEditing(true)}>
            <Pencil size={15} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={t.labelSettings.removeOf(label.name)}
            onClick={() => void api.getLabel(label.id).then(setRemoving, failed)}
          >
            <Trash2 size={15} aria-hidden="true" />
          </IconButton>
        </>
      )}
      {editing && <LabelDialog label={label} onClose={() => setEditing(false)} />}
      {removing && (
        <ConfirmDialog
          title={t.labelSettings.removeTitle(label.name)}
          lead={t.labelSettings.removeLead(removing.conversations, removing.contacts)}
          confirm={t.labelSettings.remove}
          onConfirm={() => void removeLabel(label.id).catch(failed)}
          onClose={() => setRemoving(null)}
        />
      )}
    </li>
  )
}
