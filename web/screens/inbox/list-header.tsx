import { ArrowDownWideNarrow, ChevronDown, Search, SquarePen, X } from 'lucide-preact'
import { useRef } from 'preact/hooks'
import { channels } from '../../models/channels.ts'
import { changeView, counts, startingConversation, view } from '../../models/inbox.ts'
import { labels } from '../../models/labels.ts'
import { sorts, statusFilters, tabs } from '../../models/list-view.ts'
import { clearSearch, search, searchedFor, searchText } from '../../models/search.ts'
import { can } from '../../models/session.ts'
import { memberName, teams } from '../../models/team.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { ChoiceChip } from '../../ui/choice-chip.tsx'
import { later } from '../../ui/later.tsx'

const SupervisorStrip = later(() => import('./supervisor-strip.tsx').then((module) => module.SupervisorStrip))

export function ListHeader() {
  return (
    <header class="list-head">
      <div class="list-title">
        <h2>{t.inbox.title}</h2>
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
      {can('readQueue') && <SupervisorStrip />}
      {searchedFor.value === null ? (
        <>
          <Tabs />
          <Filters />
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
            event.currentTarget.blur()
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
            aria-controls="conversations"
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
  const { sort, status, unread, channelId, teamId, memberId, labelId, failed } = view.value
  const groups = teams.value.value ?? []
  const known = labels.value.value ?? []
  const numbers = channels.value.value ?? []
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div class="filters" role="group" aria-label={t.inbox.filters}>
      <ChoiceChip
        label={t.inbox.sortLabel}
        value={sort}
        isOn={sort !== 'newest'}
        options={sorts.map((value) => ({ value, label: t.inbox.sorts[value] }))}
        onValue={(value) => changeView({ sort: value })}
        icon={<ArrowDownWideNarrow size={13} aria-hidden="true" />}
      />
      <ChoiceChip
        label={t.inbox.statusLabel}
        value={status}
        isOn={status !== 'open'}
        options={statusFilters.map((value) => ({ value, label: t.inbox.statuses[value] }))}
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
      {groups.length > 0 && (
        <ChoiceChip
          label={t.inbox.teamLabel}
          idle={t.inbox.teamLabel}
          value={teamId ?? ''}
          isOn={teamId !== null}
          options={[
            { value: '', label: t.inbox.allTeams },
            ...groups.map((team) => ({ value: team.id, label: team.name })),
          ]}
          onValue={(value) => changeView({ teamId: value || null })}
          icon={<ChevronDown size={13} aria-hidden="true" />}
        />
      )}
      {memberId !== null && (
        <NarrowedTo words={t.inbox.assignedTo(memberName(memberId))} onEnd={() => changeView({ memberId: null })} />
      )}
      {failed && <NarrowedTo words={t.strip.failedFilter} onEnd={() => changeView({ failed: false })} />}
      {known.length > 0 && (
        <ChoiceChip
          label={t.labels.any}
          idle={t.labels.any}
          value={labelId ?? ''}
          isOn={labelId !== null}
          options={[
            { value: '', label: t.labels.all },
            ...known.map((label) => ({ value: label.id, label: label.name })),
          ]}
          onValue={(value) => changeView({ labelId: value || null })}
          icon={<ChevronDown size={13} aria-hidden="true" />}
        />
      )}
      {numbers.length > 1 && (
        <ChoiceChip
          label={t.inbox.channelLabel}
          idle={t.inbox.channelAny}
          value={channelId ?? ''}
          isOn={channelId !== null}
          options={[
            { value: '', label: t.inbox.allChannels },
            ...numbers.map((channel) => ({ value: channel.id, label: channel.name })),
          ]}
          onValue={(value) => changeView({ channelId: value || null })}
          icon={<ChevronDown size={13} aria-hidden="true" />}
        />
      )}
    </div>
  )
}

/** A filter that the strip set; a press takes it off. */
function NarrowedTo({ words, onEnd }: { words: string; onEnd: () => void }) {
  return (
    <button type="button" class="chip on" aria-label={t.strip.endFilter(words)} onClick={onEnd}>
      {words}
      <X size={13} aria-hidden="true" />
    </button>
  )
}
