import { type ReadonlySignal, useSignal } from '@preact/signals'
import { ArrowRight } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { type Loaded, loadInto } from '../../models/load.ts'
import { nothingRead, type Paged, type ReadPage, readFirst, readNext } from '../../models/paged.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/admin.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/states.tsx'
import { CardBones } from '../settings/channels-screen.tsx'

/** Reads when the screen opens, and again when the key changes. */
export function useRead<T>(read: () => Promise<T>, key: string | number = ''): [Loaded<T>, () => Promise<void>] {
  const loaded = useSignal<Loaded<T>>({ state: 'loading', value: null, error: null })
  const again = () => loadInto(loaded, read)
  useEffect(() => void again(), [key])
  return [loaded.value, again]
}

interface AnswerProps<T> {
  of: Loaded<T>
  onRetry: () => void
  children: (value: T) => ComponentChildren
}

/** What was read; until then its bones, or why it could not be. */
export function Answer<T>({ of: { state, value, error }, onRetry, children }: AnswerProps<T>) {
  if (state === 'failed') return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={onRetry} />
  return value === null ? <CardBones /> : children(value)
}

/** The same for a list in pages. */
export function usePages<T>(
  read: ReadPage<T>,
  key: string,
): [ReadonlySignal<Paged<T>>, () => Promise<void>, () => void] {
  const list = useSignal<Paged<T>>(nothingRead)
  const again = () => readFirst(list, read)
  useEffect(() => void again(), [key])
  const more = () => void readNext(list, read).catch((error) => tellError(t.admin.title, error))
  return [list, again, more]
}

interface RowsProps<T> {
  of: Paged<T>
  label: string
  empty: ComponentChildren
  onRetry: () => void
  onMore: () => void
  children: (rows: readonly T[]) => ComponentChildren
}

export function Rows<T>({ of, label, empty, onRetry, onMore, children }: RowsProps<T>) {
  const { rows, state, error, nextCursor, loadingMore } = of
  if (state === 'failed') return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={onRetry} />
  if (state === 'loading' && rows.length === 0) return <CardBones />
  return (
    <section class="card" aria-label={label} aria-busy={state === 'loading'}>
      {rows.length === 0 ? empty : children(rows)}
      {nextCursor !== null && (
        <Button class="more" disabled={loadingMore} onClick={onMore}>
          {t.admin.more}
          <ArrowRight class="flips" size={14} aria-hidden="true" />
        </Button>
      )}
    </section>
  )
}
