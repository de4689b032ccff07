import { tenancyApi } from '../api/tenancy.ts'
import { t } from '../texts/index.ts'
import { rememberSignedIn } from './preferences.ts'
import { loadSession, me, sessionError } from './session.ts'
import { tellError } from './toasts.ts'

const SWITCHED = 'switched'
/** Tells the other windows of this browser that the session is another's now. */
const windows = globalThis.BroadcastChannel ? new BroadcastChannel('adsapp.tenant') : null
windows?.addEventListener('message', ({ data }) => {
  if (data === SWITCHED) location.replace('/')
})

/** Goes to another organization. What is shown of this one goes first, and the page is read anew. */
export async function switchTo(tenantId: string): Promise<void> {
  const former = me.value
  me.value = undefined
  sessionError.value = null
  try {
    await tenancyApi.switchTo(tenantId)
  } catch (error) {
    me.value = former
    if (!former) await loadSession()
    tellError(t.rail.organizations, error)
    return
  }
  rememberSignedIn(true)
  windows?.postMessage(SWITCHED)
  location.replace('/')
}

/** Leaves the present organization for good. */
export async function leaveOrganization(): Promise<void> {
  await tenancyApi.leave()
  rememberSignedIn(false)
  location.replace('/signin')
}
