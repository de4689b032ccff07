import { ArrowDown } from 'lucide-preact'
import type { RefObject } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { firstUnread, type ThreadRow, threadRows } from '../../models/thread-rows.ts'
import { readOlder, retryOlder, type Thread } from '../../models/threads.ts'
import { t } from '../../texts/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { useVirtual } from '../../ui/virtual.ts'
import { jumpTo } from './jump.ts'
import { LogRow } from './log-row.tsx'

const readOlderWithinRows = 12
const atEndPx = 80
const estimatesPx: Record<ThreadRow['kind'], number> = { start: 44, day: 44, unread: 36, line: 32, message: 58 }

interface ThreadLogProps {
  thread: Thread
  unreadAtOpen: number
}

/** The messages. Only what is in sight is in the page; older ones come as one scrolls up, without moving the view. */
export function ThreadLog({ thread, unreadAtOpen }: ThreadLogProps) {
  const ref = useRef<HTMLDivElement>(null)
  const messages = thread.messages.value
  const older = thread.older.value
  const [unreadFrom] = useState(() => firstUnread(messages, unreadAtOpen))
  const rows = useMemo(
    () => threadRows(messages, unreadFrom, older === 'complete'),
    [messages, unreadFrom, older === 'complete'],
  )
  const virtual = useVirtual({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: (index) => estimatesPx[rows[index]?.kind ?? 'message'],
    // Another function here would measure every row anew.
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: atEndPx,
  })
  const items = virtual.getVirtualItems()
  // Reckoned: to ask the page would make it lay itself out in the middle of every frame.
  const shownUpTo = (virtual.scrollOffset ?? 0) + (virtual.scrollRect?.height ?? Number.POSITIVE_INFINITY)
  const atEnd = virtual.getTotalSize() - shownUpTo <= atEndPx
  useLayoutEffect(() => {
    const unreadRow = rows.findIndex((row) => row.kind === 'unread')
    if (unreadRow === -1) virtual.scrollToEnd()
    else virtual.scrollToIndex(unreadRow, { align: 'center' })
  }, [])
  const firstShown = items[0]?.index ?? 0
  useEffect(() => {
    if (firstShown < readOlderWithinRows) void readOlder(thread)
  }, [firstShown, older, messages.length])
  useOwnSends(messages.at(-1)?.local ? messages.at(-1)?.id : undefined, () => virtual.scrollToEnd())
  useEndInSight(ref, () => virtual.scrollToEnd())
  const jump = jumpTo.value
  useEffect(() => {
    if (jump === null) return
    const at = rows.findIndex((row) => 'message' in row && row.message.id === jump.id)
    if (at !== -1) virtual.scrollToIndex(at, { align: 'center' })
  }, [jump])
  const images = useMemo(
    () => messages.filter(({ type, revokedAt }) => type === 'image' && revokedAt === null),
    [messages],
  )
  return (
    <div class="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={ref} id="thread" class="log scroll" aria-label={t.thread.log} tabIndex={0}>
        {older === 'loading' && <p class="older">{t.thread.older}</p>}
        {older === 'failed' && (
          <p class="older">
            {t.thread.olderFailed}{' '}
            <Button class="small" onClick={() => retryOlder(thread)}>
              {t.common.retry}
            </Button>
          </p>
        )}
        {rows.length === 0 && <p class="older">{t.thread.empty}</p>}
        <div class="log-space" style={{ height: `${virtual.getTotalSize()}px` }}>
          <ol class="log-rows" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map((item) => {
              const row = rows[item.index]
              return row ? (
                <li key={item.key} data-index={item.index} ref={virtual.measureElement}>
                  <LogRow row={row} images={images} />
                </li>
              ) : null
            })}
          </ol>
        </div>
      </section>
      {!atEnd && (
        <IconButton class="jump-down" label={t.thread.jumpDown} onClick={() => virtual.scrollToEnd()}>
          <ArrowDown size={17} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}

/** Who reads the end goes on reading it while the composer takes a quote, a file or another line of the height. */
function useEndInSight(log: RefObject<HTMLElement | null>, toEnd: () => void): void {
  useEffect(() => {
    const frame = log.current
    if (!frame) return
    let height = frame.clientHeight
    const observer = new ResizeObserver(() => {
      const wasAtEnd = frame.scrollHeight - frame.scrollTop - height <= atEndPx
      height = frame.clientHeight
      if (wasAtEnd) toEnd()
    })
    observer.observe(frame)
    return () => observer.disconnect()
  }, [])
}

/** What one just sent is always in sight, wherever one had scrolled to. */
function useOwnSends(newestLocalId: string | undefined, toEnd: () => void): void {
  useEffect(() => {
    if (newestLocalId !== undefined) toEnd()
  }, [newestLocalId])
}
