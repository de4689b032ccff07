import { signal } from '@preact/signals'
import type { Staff } from '../../worker/contract/admin.ts'
import { adminApi, setStaffSignedOutHandler } from '../api/admin.ts'
import { ApiError } from '../api/problem.ts'
import { askPasskey } from './passkey.ts'
import { mayBeSignedIn, rememberSignedIn } from './preferences.ts'

/** Who of the platform's staff is signed in; null is nobody, undefined is not known yet. */
export const staff = signal<Staff | null | undefined>(undefined)
/** Why it could not be found out, as where this address is not allowed. */
export const staffError = signal<unknown>(null)

export async function loadStaff(): Promise<void> {
  staffError.value = null
  setStaffSignedOutHandler(leave)
  if (!mayBeSignedIn('staff')) {
    leave()
    return
  }
  try {
    enter(await adminApi.me())
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'STAFF_SIGN_IN')) staffError.value = error
  }
}

function enter(person: Staff): void {
  rememberSignedIn(true, 'staff')
  staff.value = person
}

function leave(): void {
  rememberSignedIn(false, 'staff')
  staff.value = null
}

/** The second step of a sign-in. */
export async function finishWithCode(ticket: string, code: string): Promise<void> {
  enter(await adminApi.finish({ ticket, code }))
}

export async function finishWithPasskey(ticket: string): Promise<void> {
  const passkey = await askPasskey(await adminApi.passkeyOptions(ticket))
  enter(await adminApi.finish({ ticket, passkey }))
}

/** Everything in memory goes with the page. */
export async function signOutStaff(): Promise<void> {
  try {
    await adminApi.signOut()
  } finally {
    rememberSignedIn(false, 'staff')
    location.replace('/admin')
  }
}
