import type { TenantState } from '../../contract/tenant-state.ts'
import type { Assertions } from '../../crypto/assertions.ts'
import { hashToken, newToken } from '../../crypto/tokens.ts'
import { type Actor, asTenant, type TenantDb, type Trail } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import { toBase64Url } from '../../kit/bytes.ts'
import type { HubPort, Jurisdiction } from '../../ports.ts'
import { type EpochServices, NO_TENANT, noteAccessChanged, readAccess } from './access-epochs.ts'
import {
  type Device,
  type EndedSession,
  type EndWhich,
  endSessionRow,
  endUserSessionRows,
  type FoundSession,
  insertSession,
  rotateSessionRow,
  selectAccess,
  selectSession,
  switchSessionRow,
  type TenantAccess,
} from './repo.ts'
import { openPass, signPass } from './session-pass.ts'
import { forgetSession, isCurrent, readSession, type StoreServices } from './session-store.ts'

export interface SignedIn {
  actor: Actor
  jurisdiction: Jurisdiction
  /** When the session is over, used or not, in epoch milliseconds. */
  untilMs: number
  /** When it is idle, unless it is used before then, in epoch milliseconds. */
  idleAtMs: number
  /** From when on the person may do nothing but enrol a second factor; null: nothing is wanted of them. */
  factorDueMs: number | null
  /** Whether the tenant may work. */
  state: TenantState
  /** Of the plan; null: the deployment's. */
  apiRequestsPerMinute: number | null
  /** A new pass for the browser, where it brought none that is good. */
  pass: string | null
}

export interface SessionServices extends StoreServices {
  assertions: Assertions
}

/**
 * Who a session token belongs to; null if it is unknown, ended, idle or over. A pass that is not over and of the
 * tenant's present epoch answers without asking the store.
 *
 * @param afresh Asks Postgres whatever is remembered: for sockets, which live on. It is no use of the session.
 * @param isUse Somebody uses the session by this: it is not idle for a while from now on.
 */
export async function findSignedIn(
  services: SessionServices,
  token: string,
  { pass, afresh = false, isUse = false }: { pass?: string | undefined; afresh?: boolean; isUse?: boolean } = {},
): Promise<SignedIn | null> {
  if (token.length > 100) return null
  if (pass && !afresh) {
    const said = await openPass(services, token, pass)
    if (said && (await isCurrent(services, said, isUse)))
      return signedInAs(said, await readAccess(services, said.tenantId), null)
  }
  const hash = await hashToken(token)
  const found = afresh ? await selectSession(services.db, hash, false) : await readSession(services, hash, isUse)
  if (!found) return null
  const { db } = services
  const access = await (afresh ? selectAccess(db, found.tenantId) : readAccess(services, found.tenantId))
  return signedInAs(found, access, await signPass(services.assertions, toBase64Url(hash), found))
}

function signedInAs(found: FoundSession, access: TenantAccess | null, pass: string | null): SignedIn {
  const { state, apiRequestsPerMinute } = access ?? NO_TENANT
  const { jurisdiction, epoch: _, seenAtMs: __, expiresAtMs: untilMs, idleAtMs, factorDueMs, ...actor } = found
  return { actor, jurisdiction, untilMs, idleAtMs, factorDueMs, state, apiRequestsPerMinute, pass }
}

export interface StartedSession {
  /** For the cookie; it is stored only as a hash. */
  token: string
  expiresAtMs: number
}

/** @returns null if the membership was ended meanwhile, or the tenant wants its own provider and `bySso` is false. */
export async function createSession(
  { db, newId, trail }: { db: Database; newId(): string; trail?: Trail },
  who: {
    userId: string
    tenantId: string
    memberId: string
    bySso: boolean
    provedAtMs?: number | undefined
    device: Device
  },
): Promise<StartedSession | null> {
  const token = newToken()
  const { device, ...rest } = who
  const row = { ...rest, ...device, id: newId(), tokenHash: await hashToken(token) }
  const expiresAtMs = await insertSession(db, row, trail)
  return expiresAtMs === null ? null : { token, expiresAtMs }
}

/**
 * Gives the session another token, since its privilege changed.
 *
 * @param isProved The person has just proved who they are, with all that is wanted of them.
 * @returns null if the old token is worth nothing.
 */
export async function rotateSession(
  services: SessionServices,
  { tenantId }: Actor,
  token: string,
  { isProved }: { isProved: boolean },
): Promise<StartedSession | null> {
  const next = newToken()
  const oldHash = await hashToken(token)
  const expiresAtMs = await rotateSessionRow(services.db, oldHash, await hashToken(next), isProved)
  await Promise.all([forgetSession(services, oldHash), noteAccessChanged(services, tenantId)])
  return expiresAtMs === null ? null : { token: next, expiresAtMs }
}

/**
 * Ends the session that the actor came with, and its sockets, and begins one in another tenant of theirs.
 *
 * @returns null if they cannot enter there.
 */
export async function switchSession(
  services: StoreServices & { actor: Actor; hub: HubPort; newId(): string },
  token: string,
  tenantId: string,
): Promise<{ session: StartedSession; memberId: string } | null> {
  const next = newToken()
  const [oldHash, newHash] = await Promise.all([hashToken(token), hashToken(next)])
  const ids = { oldHash, newId: services.newId(), newHash, tenantId }
  const begun = await switchSessionRow(services.db, ids, services.actor)
  if (!begun) return null
  await noteEnded(services, oldHash)
  return { session: { token: next, expiresAtMs: begun.expiresAtMs }, memberId: begun.memberId }
}

/** Ends the session that the actor came with, and its sockets. */
export async function endSession(
  services: StoreServices & { actor: Actor; asTenant: TenantDb; hub: HubPort },
  token: string,
): Promise<void> {
  const { actor } = services
  const hash = await hashToken(token)
  await endSessionRow(services.asTenant, hash, actor)
  await noteEnded(services, hash)
}

/**
 * Ends the session whose cookie another one takes the place of: nobody could end it any more, and it would go on until it
 * is idle. Does nothing if the token is worth nothing.
 */
export async function endReplaced(
  services: SessionServices & { hubOf(place: { tenantId: string; jurisdiction: Jurisdiction }): HubPort },
  token: string,
  trail: Pick<Trail, 'requestId' | 'network'>,
): Promise<void> {
  const found = token === '' ? null : await findSignedIn(services, token, { afresh: true })
  if (!found) return
  const { jurisdiction } = found
  const actor = { ...found.actor, ...trail }
  const hub = services.hubOf({ tenantId: actor.tenantId, jurisdiction })
  await endSession({ ...services, actor, hub, asTenant: asTenant(services.db, actor.tenantId, actor) }, token)
}

async function noteEnded(services: StoreServices & { actor: Actor; hub: HubPort }, hash: Uint8Array): Promise<void> {
  const { actor, hub } = services
  await Promise.all([
    forgetSession(services, hash),
    noteAccessChanged(services, actor.tenantId),
    hub.disconnect({ sessionId: actor.sessionId }),
  ])
}

export interface EndingServices extends EpochServices {
  /** Who ends them, or through what somebody came who is not signed in: for the audit log. */
  actor?: Trail
  trail?: Trail
  hubOf(place: { tenantId: string; jurisdiction: Jurisdiction }): HubPort
}

/**
 * Ends sessions of a person, with their sockets.
 *
 * @returns how many ended.
 */
export async function endSessionsOf(services: EndingServices, userId: string, which: EndWhich): Promise<number> {
  const ended = await endUserSessionRows(services.db, userId, which, services.actor ?? services.trail)
  await tellEnded(services, ended)
  return ended.length
}

/** After sessions were ended in Postgres: closes their sockets, and what is remembered of them is asked for again. */
export async function tellEnded(services: EndingServices, ended: readonly EndedSession[]): Promise<void> {
  await Promise.all(
    ended.map(async (session) => {
      await noteAccessChanged(services, session.tenantId)
      await services.hubOf(session).disconnect({ sessionId: session.id })
    }),
  )
}
