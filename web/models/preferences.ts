import { effect, signal } from '@preact/signals'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** How this person likes the screen. Nothing about customers is ever kept in the browser. */
export const theme = signal<Theme>(read('theme', themes, 'system'))
/** Whether the customer is shown beside the thread. Where there is no room it covers the thread, so nobody begins with it. */
export const detailsShown = signal(hasRoom() && read('details', ['yes', 'no'], 'yes') === 'yes')
export const listWidth = signal(Number(storage()?.getItem('adsapp.list-width')) || 348)

export const listWidthMin = 280
export const listWidthMax = 480

function hasRoom(): boolean {
  return globalThis.matchMedia?.('(min-width: 1181px)').matches ?? true
}

export const isThreadCovered = (): boolean => detailsShown.value && !hasRoom()

/** Takes a pane that covers the thread away, as when another conversation is opened. */
export function uncoverThread(): void {
  if (!hasRoom()) detailsShown.value = false
}

function storage(): Storage | null {
  try {
    return globalThis.localStorage
  } catch {
    return null // Storage can be forbidden; choices then last as long as the page.
  }
}

function read<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
  const value = storage()?.getItem(`adsapp.${key}`)
  return allowed.find((one) => one === value) ?? fallback
}

/** Puts the choices in force and keeps them. */
export function applyPreferences(): void {
  effect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme.value
    storage()?.setItem('adsapp.theme', theme.value)
  })
  effect(() => {
    const choice = detailsShown.value ? 'yes' : 'no'
    if (hasRoom()) storage()?.setItem('adsapp.details', choice)
  })
  effect(() => storage()?.setItem('adsapp.list-width', String(listWidth.value)))
}

const SIGNED_IN = { member: 'adsapp.signed-in', staff: 'adsapp.staff-signed-in' }

/** Whether asking who is signed in can find somebody. The session itself is in a cookie that no script reads. */
export function mayBeSignedIn(as: keyof typeof SIGNED_IN = 'member'): boolean {
  const kept = storage()
  return kept === null || kept.getItem(SIGNED_IN[as]) === 'yes'
}

export function rememberSignedIn(isSignedIn: boolean, as: keyof typeof SIGNED_IN = 'member'): void {
  if (isSignedIn) storage()?.setItem(SIGNED_IN[as], 'yes')
  else storage()?.removeItem(SIGNED_IN[as])
}
