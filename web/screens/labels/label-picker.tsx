import { Check, Plus } from 'lucide-preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { LabelSuggestion } from '../../../worker/contract/label.ts'
import { labelColors } from '../../../worker/contract/label-colors.ts'
import { api } from '../../api/endpoints.ts'
import { createLabel, labels } from '../../models/labels.ts'
import { can } from '../../models/session.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/desk.ts'
import { Popover } from '../../ui/menu.tsx'

interface LabelPickerProps {
  anchor: HTMLElement
  title: string
  chosen: readonly string[]
  /** Whose labels are chosen, where some can be suggested. */
  conversationId?: string
  /** Told once, when the picker closes, if something was changed. */
  onDone: (labelIds: string[]) => void
  onClose: () => void
}

/** Labels to tick, found by typing; a name that is not there can be made. */
export function LabelPicker({ anchor, title, chosen, conversationId, onDone, onClose }: LabelPickerProps) {
  const [query, setQuery] = useState('')
  const [ids, setIds] = useState<readonly string[]>(chosen)
  const suggestions = useSuggestions(conversationId)
  useDoneOnClose(chosen, ids, onDone)
  const all = labels.value.value ?? []
  const wanted = query.trim()
  const matching = all.filter((label) => label.name.toLowerCase().includes(wanted.toLowerCase()))
  const isNew = wanted !== '' && !all.some((label) => label.name.toLowerCase() === wanted.toLowerCase())
  const toggle = (id: string) =>
    setIds((present) => (present.includes(id) ? present.filter((other) => other !== id) : [...present, id]))
  const create = async () => {
    const color = labelColors[all.length % labelColors.length] ?? 'grey'
    try {
      const created = await createLabel({ name: wanted, color })
      setIds((present) => [...present, created.id])
      setQuery('')
    } catch (error) {
      tellError(t.labelPicker.createFailed, error)
    }
  }
  const onEnter = () => {
    const [first] = matching
    if (first && !isNew) toggle(first.id)
    else if (isNew && can('createLabels')) void create()
  }
  const suggested = wanted === '' ? suggestions.filter(({ labelId }) => all.some((label) => label.id === labelId)) : []
  const option = (id: string, note?: string) => {
    const label = all.find((each) => each.id === id)
    if (!label) return null
    const isOn = ids.includes(id)
    return (
      <button key={id} type="button" role="menuitemcheckbox" aria-checked={isOn} onClick={() => toggle(id)}>
        <i class={`label-dot ${label.color}`} aria-hidden="true" />
        <span class="grow">{label.name}</span>
        {note && <span class="hint">{note}</span>}
        {isOn && <Check size={15} aria-hidden="true" />}
      </button>
    )
  }
  return (
    <Popover anchor={anchor} onClose={onClose} label={title} role="dialog" class="label-picker">
      <input
        class="input"
        data-autofocus
        placeholder={t.labelPicker.search}
        aria-label={t.labelPicker.search}
        maxLength={40}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && onEnter()}
      />
      <div role="menu" aria-label={title}>
        {suggested.length > 0 && (
          <>
            <div class="head">{t.labelPicker.suggested}</div>
            {suggested.map(({ labelId, because }) => option(labelId, t.labelPicker.because[because]))}
            <div class="head">{t.labelPicker.all}</div>
          </>
        )}
        {matching
          .filter((label) => !suggested.some((one) => one.labelId === label.id))
          .map((label) => option(label.id))}
        {all.length === 0 && wanted === '' && <div class="head">{t.labelPicker.empty}</div>}
        {wanted !== '' && matching.length === 0 && !can('createLabels') && (
          <div class="head">{t.labelPicker.nothing}</div>
        )}
        {isNew && can('createLabels') && (
          <button type="button" role="menuitem" onClick={() => void create()}>
            <Plus size={15} aria-hidden="true" />
            <span class="grow">{t.labelPicker.create(wanted)}</span>
          </button>
        )}
      </div>
    </Popover>
  )
}

function useSuggestions(conversationId: string | undefined): readonly LabelSuggestion[] {
  const [suggestions, setSuggestions] = useState<readonly LabelSuggestion[]>([])
  useEffect(() => {
    if (conversationId === undefined) return
    let isThere = true
    // Nothing is missing without them.
    api.suggestLabels(conversationId).then(
      ({ data }) => isThere && setSuggestions(data),
      () => {},
    )
    return () => {
      isThere = false
    }
  }, [conversationId])
  return suggestions
}

/** One change for however many ticks, also when the picker goes with its screen. */
function useDoneOnClose(
  before: readonly string[],
  after: readonly string[],
  onDone: (labelIds: string[]) => void,
): void {
  const latest = useRef({ before, after, onDone })
  latest.current.after = after
  useLayoutEffect(
    () => () => {
      const { before: was, after: is, onDone: done } = latest.current
      if (was.length !== is.length || is.some((id) => !was.includes(id))) done([...is])
    },
    [],
  )
}
