import { ArrowDownWideNarrow, ChevronDown, Plus, Search, SquarePen, X } from 'lucide-preact'
import { useRef } from 'preact/hooks'
import { changeView, counts, list, startingConversation, view } from '../../models/inbox.ts'
import { initialView, type StatusFilter, sorts, statusFilters, tabs } from '../../models/list-view.ts'
import { clearSearch, search, searchedFor, searchText } from '../../models/search.ts'
import { selection } from '../../models/selection.ts'
import { can } from '../../models/session.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { ChoiceChip } from '../../ui/choice-chip.tsx'
import { later } from '../../ui/later.tsx'
import { useAnchor } from '../../ui/menu.tsx'
import { chosenFilters } from './chosen-filters.ts'
import { ListTitle } from './list-title.tsx'

const SupervisorStrip = later(() => import('./supervisor-strip.tsx').then((module) => module.SupervisorStrip))
const FilterMenu = later(() => import('./verbs/filter-menu.tsx').then((module) => module.FilterMenu))
const SelectionBar = later(() => import('./verbs/selection-bar.tsx').then((module) => module.SelectionBar))

export function ListHeader() {
  return (
    <header class="list-head">
      <div class="list-title">
        <ListTitle />
        {can('startConversation') && (
          <IconButton
            label={t.inbox.newConversation}
            onClick={() => {
              startingConversation.value = true
            }}
          >
            <SquarePen size={17} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      <SearchBox />
      {can('readQueue') && (
        <div class="strip-room">
          <SupervisorStrip />
        </div>
      )}
      {searchedFor.value === null ? (
        <>
          <Tabs />
          {selection.value.size > 0 ? <SelectionBar /> : <Filters />}
        </>
      ) : (
        <p class="search-head">{t.inbox.searchResults(searchedFor.value)}</p>
      )}
    </header>
  )
}

const searchWaitMs = 350

function SearchBox() {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const run = (delayMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void search(), delayMs)
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
        aria-label={t.inbox.searchLabel}
        placeholder={t.inbox.search}
        value={searchText.value}
        onInput={(event) => {
          searchText.value = event.currentTarget.value
          run(searchWaitMs)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') run(0)
          if (event.key === 'Escape') {
            clearSearch()
            // The tabs come back first.
            requestAnimationFrame(() => document.getElementById(`tab-${view.peek().tab}`)?.focus())
          }
        }}
      />
      {searchText.value === '' ? (
        <span class="kbd" data-key="/" aria-hidden="true" />
      ) : (
        <IconButton class="small" label={t.inbox.searchClear} onClick={clearSearch}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      )}
    </search>
  )
}

function Tabs() {
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const next = tabs[(tabs.indexOf(view.peek().tab) + step + tabs.length) % tabs.length]
    if (next === undefined) return
    changeView({ tab: next, memberId: null })
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div class="tabs" role="tablist" aria-label={t.inbox.tabsLabel} onKeyDown={move}>
      {tabs.map((tab) => {
        const isCurrent = view.value.tab === tab
        return (
          <button
            key={tab}
            id={`tab-${tab}`}
            type="button"
            role="tab"
            aria-selected={isCurrent}
            aria-controls={list.value.ids.length > 0 ? 'conversations' : undefined}
            tabIndex={isCurrent ? 0 : -1}
            onClick={() => changeView({ tab, memberId: null })}
          >
            {t.inbox.tabs[tab]}
            {counts.value && (tab !== 'mentions' || counts.value.mentions > 0) && (
              <span class="count">{formatNumber(counts.value[tab])}</span>
            )}
          </button>
        )
      })}
    </div>
  )
}

function Filters() {
  const [anchor, toggle, close] = useAnchor()
  const { sort, status, unread, window } = view.value
  const offered = sorts.filter((each) => !(each === 'window-closes' && window === 'closed'))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div class="filters" role="group" aria-label={t.inbox.filters}>
      <ChoiceChip
        label={t.inbox.sortLabel}
        value={sort}
        isOn={sort !== 'newest'}
        options={offered.map((value) => ({ value, label: t.inbox.sorts[value] }))}
        onValue={(value) => changeView({ sort: value })}
        icon={<ArrowDownWideNarrow size={13} aria-hidden="true" />}
      />
      <ChoiceChip
        label={t.inbox.statusLabel}
        value={status}
        isOn={status !== 'open'}
        options={statusFilters.map((value) => ({ value, label: statusName(value) }))}
        onValue={(value) => changeView({ status: value })}
        icon={<ChevronDown size={13} aria-hidden="true" />}
      />
      <button
        type="button"
        class={`chip ${unread ? 'on' : ''}`}
        aria-pressed={unread}
        onClick={() => changeView({ unread: !unread })}
      >
        {t.inbox.unread}
      </button>
      {chosenFilters().map(({ key, name }) => (
        <button
          key={key}
          type="button"
          class="chip on"
          aria-label={t.inbox.filterClear(name)}
          onClick={() => changeView({ [key]: initialView[key] })}
        >
          {name}
          <X size={13} aria-hidden="true" />
        </button>
      ))}
      <button
        id="filter"
        type="button"
        class="chip"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={toggle}
      >
        <Plus size={13} aria-hidden="true" />
        {t.inbox.filterAdd}
      </button>
      {anchor && <FilterMenu anchor={anchor} onClose={close} />}
    </div>
  )
}

function statusName(status: StatusFilter): string {
  const snoozed = counts.value?.snoozed ?? 0
  const name = t.inbox.statuses[status]
  return status === 'snoozed' && snoozed > 0 ? `${name} ${t.common.count(formatNumber(snoozed))}` : name
}
