import { AtSign, CircleCheck, Filter, Inbox, SearchX, UserRound } from 'lucide-preact'
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { conversationSignal } from '../../models/conversations.ts'
import { changeView, list, readList, readMore, view } from '../../models/inbox.ts'
import { initialView, isFiltered } from '../../models/list-view.ts'
import { found, search, searchedFor } from '../../models/search.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/index.ts'
import { Button } from '../../ui/button.tsx'
import { Bone, Empty, Failed } from '../../ui/states.tsx'
import { useVirtual } from '../../ui/virtual.ts'
import { ConversationRow } from './conversation-row.tsx'
import { rowIds, wantedRow } from './list-cursor.ts'

const rowHeightPx = 66
const loadMoreBeforeEnd = 20

/** The conversations of the view, or what the search found. */
export function ConversationList({ selected }: { selected: string | null }) {
  const searched = searchedFor.value !== null
  const { state, error } = searched ? found.value : list.value
  const ids = searched ? (found.value.value ?? []) : list.value.ids
  rowIds.current = ids
  if (ids.length === 0 && state === 'loading') return <ListSkeleton />
  if (state === 'failed' && ids.length === 0) {
    const again = () => void (searched ? search() : readList())
    return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={again} />
  }
  if (ids.length === 0) return searched ? <NobodyFound /> : <NothingInView />
  return <Rows ids={ids} selected={selected} searched={searched} />
}

interface RowsProps {
  ids: readonly string[]
  selected: string | null
  searched: boolean
}

function Rows({ ids, selected, searched }: RowsProps) {
  const ref = useRef<HTMLDivElement>(null)
  const virtual = useVirtual({
    count: ids.length,
    getScrollElement: () => ref.current,
    estimateSize: () => rowHeightPx,
    // Another function here would measure every row anew.
    getItemKey: useCallback((index: number) => ids[index] ?? index, [ids]),
    overscan: 6,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (!searched && lastShown >= ids.length - loadMoreBeforeEnd) void readMore()
  }, [lastShown, ids.length, searched])
  useEffect(() => {
    const id = wantedRow.value
    if (id === null) return
    virtual.scrollToIndex(ids.indexOf(id), { align: 'auto' })
    requestAnimationFrame(() =>
      ref.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true }),
    )
    wantedRow.value = null
  }, [wantedRow.value])
  return (
    <div ref={ref} class="rows scroll" id="conversations">
      <ul style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map((item) => {
          const id = ids[item.index]
          const conversation = id === undefined ? undefined : conversationSignal(id)
          return conversation ? (
            <ConversationRow
              key={item.key}
              conversation={conversation}
              isSelected={id === selected}
              top={item.start}
              position={item.index + 1}
              total={list.value.nextCursor === null || searched ? ids.length : -1}
            />
          ) : null
        })}
      </ul>
      {list.value.loadingMore && <p class="more-note">{t.inbox.loadMore}</p>}
    </div>
  )
}

function NobodyFound() {
  return <Empty icon={SearchX} title={t.inbox.searchNothing} lead={t.inbox.searchNothingLead} />
}

/** Why the list is empty, and the one thing to do about it. */
function NothingInView() {
  const texts = t.inbox.empty
  if (isFiltered(view.value)) {
    const { tab: _, viewId: __, ...unfiltered } = initialView
    return (
      <Empty icon={Filter} title={texts.filtered} lead={texts.filteredLead}>
        <Button onClick={() => changeView(unfiltered)}>{texts.filteredAction}</Button>
      </Empty>
    )
  }
  if (view.value.tab === 'mine') {
    return (
      <Empty icon={UserRound} title={texts.mine} lead={texts.mineLead}>
        <Button onClick={() => changeView({ tab: 'unassigned' })}>{texts.mineAction}</Button>
      </Empty>
    )
  }
  if (view.value.tab === 'unassigned') {
    return <Empty icon={CircleCheck} title={texts.unassigned} lead={texts.unassignedLead} />
  }
  if (view.value.tab === 'mentions') {
    return <Empty icon={AtSign} title={texts.mentions} lead={texts.mentionsLead} />
  }
  return (
    <Empty icon={Inbox} title={texts.all} lead={texts.allLead}>
      <a class="btn" href="/settings/channels">
        {texts.allAction}
      </a>
    </Empty>
  )
}

function ListSkeleton() {
  return (
    <div class="rows skeleton" aria-hidden="true">
      {Array.from({ length: 8 }, (_, index) => (
        <div class="row-bones" key={String(index)}>
          <Bone width="36px" height="36px" />
          <div>
            <Bone width={`${38 + ((index * 17) % 30)}%`} />
            <Bone width={`${60 + ((index * 23) % 35)}%`} />
          </div>
        </div>
      ))}
    </div>
  )
}
