import { ListFilter, Plus, Search, SlidersHorizontal, UserPlus, X } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Segment } from '../../../worker/contract/contact.ts'
import {
  changeContactView,
  clearContactView,
  contactCount,
  contactSearchText,
  contactView,
  segments,
} from '../../models/contacts.ts'
import { can } from '../../models/session.ts'
import { t } from '../../texts/contacts.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { later } from '../../ui/later.tsx'
import { ContactFilterChips } from './contact-filter-chips.tsx'

const SegmentDialog = later(() => import('./segment-dialog.tsx').then((module) => module.SegmentDialog))
const searchWaitMs = 350

export function ContactsHead({ onAdd }: { onAdd: () => void }) {
  const count = contactCount.value
  return (
    <header class="contacts-head">
      <div class="top">
        <h2>{t.contacts.title}</h2>
        <span class="mute count" aria-live="polite">
          {count !== null && t.contacts.count(count)}
        </span>
        <a class="btn" href="/settings/attributes">
          <SlidersHorizontal size={15} aria-hidden="true" />
          <span class="label">{t.contacts.attributes}</span>
        </a>
        {can('editContacts') && (
          <Button id="new-contact" kind="primary" onClick={onAdd}>
            <UserPlus size={15} aria-hidden="true" />
            {t.contacts.add}
          </Button>
        )}
      </div>
      <SearchBox />
      <Segments />
      <ContactFilterChips />
    </header>
  )
}

function SearchBox() {
  const text = contactSearchText.value
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const run = (q: string, delayMs: number) => {
    contactSearchText.value = q
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      const wanted = q.trim().length > 1 ? q.trim() : ''
      if (wanted !== contactView.peek().q) changeContactView({ q: wanted })
    }, delayMs)
  }
  return (
    <search class="search">
      <Search size={15} aria-hidden="true" />
      <input
        id="search"
        type="text"
        inputMode="search"
        autoComplete="off"
        spellcheck={false}
        aria-label={t.contacts.searchLabel}
        placeholder={t.contacts.search}
        value={text}
        onInput={(event) => run(event.currentTarget.value, searchWaitMs)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') run(text, 0)
          if (event.key === 'Escape') run('', 0)
        }}
      />
      {text !== '' && (
        <IconButton class="small" label={t.contacts.searchClear} onClick={() => run('', 0)}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      )}
    </search>
  )
}

function Segments() {
  const [editing, setEditing] = useState<Segment | 'new' | null>(null)
  const list = segments.value.value ?? []
  const { segmentId } = contactView.value
  const chosen = list.find((segment) => segment.id === segmentId)
  const mayEdit = can('manageSegments')
  if (list.length === 0 && !mayEdit) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a visible legend
    <div class="contact-chips" role="group" aria-label={t.segments.label}>
      <button
        type="button"
        class={`chip ${segmentId === null ? 'on' : ''}`}
        aria-pressed={segmentId === null}
        onClick={clearContactView}
      >
        {t.segments.all}
      </button>
      {list.map((segment) => (
        <button
          key={segment.id}
          type="button"
          class={`chip ${segment.id === segmentId ? 'on' : ''}`}
          aria-pressed={segment.id === segmentId}
          onClick={() => changeContactView({ filters: segment.filters, segmentId: segment.id })}
        >
          {segment.name}
        </button>
      ))}
      {mayEdit && chosen && (
        <IconButton class="small" label={t.segments.edit(chosen.name)} onClick={() => setEditing(chosen)}>
          <ListFilter size={14} aria-hidden="true" />
        </IconButton>
      )}
      {mayEdit && (
        <button id="new-segment" type="button" class="chip" onClick={() => setEditing('new')}>
          <Plus size={13} aria-hidden="true" />
          {t.segments.add}
        </button>
      )}
      {editing && <SegmentDialog segment={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </div>
  )
}
