import { CloudOff } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { isOffline, socketState } from '../models/live.ts'
import { unsentCount } from '../models/outbox.ts'
import { t } from '../texts/index.ts'

/** A connection that comes back within this time is not worth a word. */
const quietMs = 2_500

/** Says that the screen may be behind, and what happens to what was written meanwhile. */
export function ConnectionBanner() {
  const isLost = socketState.value !== 'open'
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isLost) return setLong(false)
    const timer = setTimeout(() => setLong(true), quietMs)
    return () => clearTimeout(timer)
  }, [isLost])
  if (!isOffline.value && !(isLost && isLong)) return null
  const count = unsentCount.value
  const offlineText = count > 0 ? t.connection.offlineQueue(count) : t.connection.offline
  return (
    <div class="banner" role="status">
      <CloudOff size={15} aria-hidden="true" />
      {isOffline.value ? offlineText : t.connection.reconnecting}
    </div>
  )
}
