import type { DeviceSession, SignInFailures } from '../../worker/contract/team.ts'
import { api } from '../api/endpoints.ts'
import { loadInto, loading } from './load.ts'
import { leavePage } from './session.ts'

/** The browsers that one is signed in with. */
export const devices = loading<DeviceSession[]>()

/** Wrong passwords and codes given for one's account. */
export const failures = loading<SignInFailures>()

export const readDevices = (): Promise<void> => loadInto(devices, async () => (await api.listSessions()).data)
export const readFailures = (): Promise<void> => loadInto(failures, api.signInFailures)

export async function endDevice(id: string): Promise<void> {
  await api.endSession(id)
  await readDevices()
}

export async function endOtherDevices(): Promise<void> {
  await api.endSessions(false)
  await readDevices()
}

/** This browser's session too: everything in memory goes with the page. */
export async function endAllDevices(): Promise<void> {
  await api.endSessions(true)
  leavePage()
}
