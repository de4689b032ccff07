import type { LucideIcon } from 'lucide-preact'
import { CircleAlert } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { t } from '../texts/index.ts'
import { Button } from './button.tsx'

interface EmptyProps {
  icon: LucideIcon
  title: string
  lead?: string | undefined
  children?: ComponentChildren
}

/** What stands where there is nothing yet: what it is for, and one thing to do. */
export function Empty({ icon: Icon, title, lead, children }: EmptyProps) {
  return (
    <div class="empty">
      <span class="art">
        <Icon size={22} aria-hidden="true" />
      </span>
      <strong>{title}</strong>
      {lead && <p>{lead}</p>}
      {children}
    </div>
  )
}

interface FailedProps {
  title?: string
  reason: string
  requestId: string | null
  onRetry: () => void
}

/** What stands where something could not be loaded: what happened, and what to do. */
export function Failed({ title = t.errors.load, reason, requestId, onRetry }: FailedProps) {
  return (
    <div class="empty bad" role="alert">
      <span class="art">
        <CircleAlert size={22} aria-hidden="true" />
      </span>
      <strong>{title}</strong>
      <p>{reason}</p>
      <RequestId id={requestId} />
      <Button onClick={onRetry}>{t.common.retry}</Button>
    </div>
  )
}

export function RequestId({ id }: { id: string | null }) {
  return id === null ? null : <div class="request-id">{t.errors.requestId(id)}</div>
}

interface BoneProps {
  width: string
  height?: string
}

/** One grey bar of a skeleton; nothing shows in the first 300 ms. */
export function Bone({ width, height = '10px' }: BoneProps) {
  return <span class="bone" style={{ width, height }} />
}
