import { Check } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { priorities } from '../../../../worker/contract/priorities.ts'
import { channels } from '../../../models/channels.ts'
import { changeView, counts, view } from '../../../models/inbox.ts'
import { labels } from '../../../models/labels.ts'
import { initialView, type ListView, noClosingOrder, windowFilters } from '../../../models/list-view.ts'
import { members, teams } from '../../../models/team.ts'
import { t } from '../../../texts/contacts.ts'
import { formatNumber } from '../../../texts/format.ts'
import { Popover } from '../../../ui/menu.tsx'
import { PriorityMark } from './priority-mark.tsx'

/** Everything that the list can be narrowed by besides status and unread. */
export function FilterMenu({ anchor, onClose }: { anchor: HTMLElement; onClose: () => void }) {
  const present = view.value
  const choice = <K extends keyof ListView>(key: K, value: ListView[K], name: string, mark?: ComponentChildren) => {
    const isOn = present[key] === value
    return (
      <button
        key={String(value)}
        type="button"
        role="menuitemradio"
        aria-checked={isOn}
        onClick={() => {
          onClose()
          changeView({
            [key]: isOn ? initialView[key] : value,
            ...(key === 'window' && value === 'closed' && noClosingOrder(view.peek())),
          })
        }}
      >
        {mark}
        <span class="grow">{name}</span>
        {isOn && <Check size={15} aria-hidden="true" />}
      </button>
    )
  }
  const numbers = channels.value.value ?? []
  const known = labels.value.value ?? []
  const groups = teams.value.value ?? []
  const colleagues = (members.value.value ?? []).filter(({ active, role }) => active && role !== 'viewer')
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.inbox.filters} class="filter-menu">
      {choice('failed', true, t.strip.failedFilter)}
      <div class="head">{t.inbox.windowLabel}</div>
      {windowFilters.map((window) => {
        const count = window === 'closing' && counts.value ? t.common.count(formatNumber(counts.value.closing)) : ''
        return choice('window', window, `${t.inbox.windows[window]} ${count}`)
      })}
      <div class="head">{t.priority.title}</div>
      {priorities
        .toReversed()
        .map((priority) =>
          choice('priority', priority, t.priority.names[priority], <PriorityMark priority={priority} />),
        )}
      {known.length > 0 && <div class="head">{t.labels.any}</div>}
      {known.map(({ id, name, color }) =>
        choice('labelId', id, name, <i class={`label-dot ${color}`} aria-hidden="true" />),
      )}
      {present.tab === 'all' && <div class="head">{t.customer.assignee}</div>}
      {present.tab === 'all' && colleagues.map(({ id, name }) => choice('memberId', id, name))}
      {groups.length > 0 && <div class="head">{t.inbox.teamLabel}</div>}
      {groups.map(({ id, name }) => choice('teamId', id, name))}
      {numbers.length > 1 && <div class="head">{t.inbox.channelLabel}</div>}
      {numbers.length > 1 && numbers.map(({ id, name }) => choice('channelId', id, name))}
    </Popover>
  )
}
