import './templates.css'
import { useSignal } from '@preact/signals'
import { ArrowLeft, LayoutTemplate, RefreshCw } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { Template } from '../../../../worker/contract/channel.ts'
import { api } from '../../../api/endpoints.ts'
import { type Loaded, loadInto } from '../../../models/load.ts'
import { can } from '../../../models/session.ts'
import { type TemplateValues, templateFields } from '../../../models/template.ts'
import { reasonOf, requestIdOf, tell, tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/composer.ts'
import { Button } from '../../../ui/button.tsx'
import { later } from '../../../ui/later.tsx'
import { Bone, Empty, Failed } from '../../../ui/states.tsx'
import { TemplateForm } from './template-form.tsx'

const TemplateCost = later(() => import('./cost-hint.tsx').then((module) => module.TemplateCost))

export interface ChosenTemplate {
  template: Template
  values: TemplateValues
}

interface TemplatePickerProps {
  channelId: string
  /** `conversationId` is null where there is none yet. */
  to: { name: string | null; phone: string | null; conversationId: string | null }
  busy?: boolean
  /** The search has the focus once the templates are there. */
  searchFirst?: boolean
  onSend: (chosen: ChosenTemplate) => void
  onLater?: (chosen: ChosenTemplate) => void
}

/** The templates of a number: search, pick, fill in with a live preview, send. */
export function TemplatePicker(props: TemplatePickerProps) {
  const { channelId, to, busy = false, searchFirst = false, onSend, onLater } = props
  const templates = useSignal<Loaded<Template[]>>({ state: 'loading', value: null, error: null })
  const [query, setQuery] = useState('')
  const [pickedId, setPickedId] = useState<string | null>(null)
  const read = () => void loadInto(templates, async () => (await api.listTemplates(channelId)).data)
  useEffect(read, [channelId])
  const { state, value, error } = templates.value
  if (state === 'failed' && value === null) {
    return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={read} />
  }
  if (value === null) return <PickerBones />
  if (value.length === 0) {
    return (
      <Empty icon={LayoutTemplate} title={t.templates.empty} lead={t.templates.emptyLead}>
        <SyncButton channelId={channelId} onSynced={read} />
      </Empty>
    )
  }
  const words = query.trim().toLowerCase()
  const matching = value.filter((template) => `${template.name} ${bodyOf(template)}`.toLowerCase().includes(words))
  const picked = value.find((template) => template.id === pickedId)
  return (
    <div class={`picker ${picked ? 'has-picked' : ''}`}>
      <div class="picker-list">
        <input
          ref={searchFirst ? focusOnce : null}
          class="input"
          placeholder={t.templates.search}
          aria-label={t.templates.search}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <ul class="scroll">
          {matching.map((template) => (
            <TemplateItem
              key={template.id}
              template={template}
              isPicked={template.id === pickedId}
              onPick={() => setPickedId(template.id)}
            />
          ))}
          {matching.length === 0 && <li class="mute picker-nothing">{t.templates.nothing}</li>}
        </ul>
        <SyncButton channelId={channelId} onSynced={read} />
      </div>
      {picked && (
        <div class="picker-detail scroll">
          <Button kind="quiet" class="small picker-back" onClick={() => setPickedId(null)}>
            <ArrowLeft size={14} aria-hidden="true" />
            {t.templates.back}
          </Button>
          <TemplateForm
            key={picked.id}
            template={picked}
            initial={guesses(picked, to.name)}
            busy={busy}
            cost={<TemplateCost category={picked.category} phone={to.phone} conversationId={to.conversationId} />}
            onSend={(values) => onSend({ template: picked, values })}
            onLater={onLater ? (values) => onLater({ template: picked, values }) : null}
          />
        </div>
      )}
    </div>
  )
}

const focusOnce = (search: HTMLElement | null) => search?.focus()

function bodyOf(template: Template): string {
  const text = template.components.find((component) => component.type.toUpperCase() === 'BODY')?.text
  return typeof text === 'string' ? text : ''
}

/** A field that is plainly the customer's name begins with it. */
function guesses(template: Template, contactName: string | null): Record<string, string> {
  const isName = (field: { name: string }) => /^(first_?|customer_?)?name$/i.test(field.name)
  const field = templateFields(template).find((one) => one.place === 'body' && isName(one))
  return field && contactName ? { [field.key]: contactName } : {}
}

interface TemplateItemProps {
  template: Template
  isPicked: boolean
  onPick: () => void
}

function TemplateItem({ template, isPicked, onPick }: TemplateItemProps) {
  return (
    <li>
      <button
        type="button"
        class="template-item"
        aria-pressed={isPicked}
        disabled={!template.sendable}
        onClick={onPick}
      >
        <span class="template-name">
          <strong>{template.name}</strong>
          <span class="mute">
            {template.language} · {t.templates.categories[template.category] ?? template.category}
          </span>
        </span>
        <span class="template-body">{bodyOf(template)}</span>
        {!template.sendable && <span class="problem">{whyNot(template.status)}</span>}
      </button>
    </li>
  )
}

/** By the status that WhatsApp gives it; what is approved has a part that we cannot send. */
function whyNot(status: string): string {
  if (status === 'APPROVED') return t.templates.notSendable
  return t.templates.statuses[status] ?? t.templates.listedAs(status)
}

function SyncButton({ channelId, onSynced }: { channelId: string; onSynced: () => void }) {
  const [busy, setBusy] = useState(false)
  if (!can('syncTemplates')) return null
  const sync = async () => {
    setBusy(true)
    try {
      tell(t.templates.synced((await api.syncTemplates(channelId)).count))
      onSynced()
    } catch (error) {
      tellError(t.errors.load, error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button kind="quiet" class="small" disabled={busy} onClick={() => void sync()}>
      <RefreshCw size={14} class={busy ? 'spin' : ''} aria-hidden="true" />
      {busy ? t.templates.syncing : t.templates.sync}
    </Button>
  )
}

function PickerBones() {
  return (
    <div class="picker skeleton" aria-hidden="true">
      <div class="picker-list">
        <Bone width="100%" height="34px" />
        <Bone width="80%" />
        <Bone width="90%" />
        <Bone width="70%" />
      </div>
    </div>
  )
}
