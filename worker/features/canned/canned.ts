import type { AuditAction } from '../../contract/audit-actions.ts'
import type { CannedResponse, CannedResponseChanges, NewCannedResponse } from '../../contract/canned.ts'
import { messageLimits } from '../../contract/message-limits.ts'
import { AppError } from '../../contract/problem.ts'
import { roleAllows } from '../../contract/roles.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { changedNames, changesOf, insertAudit } from '../tenant/index.ts'
import {
  type CannedRow,
  deleteCanned,
  insertCanned,
  selectCanned,
  selectCannedFiles,
  selectOneCanned,
  updateCanned,
} from './repo.ts'

export interface CannedCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  now(): number
  newId(): string
}

/** What the box holds. */
interface Sealed {
  shortcut: string
  body: string
  buttons: string[]
  files: CannedResponse['files']
}

/** So many that a person sees, so that all of them can be searched at once on the screen. */
const CANNED_MAX = 500

const place = (id: string) => ({ table: 'canned_responses', id })

/** The team's and the member's own, by shortcut. */
export async function listCanned(ctx: CannedCtx): Promise<CannedResponse[]> {
  const [{ rows }] = await ctx.asActor.batch(selectCanned(ctx.asActor, CANNED_MAX))
  const opened = await Promise.all(rows.map((row) => present(ctx, row)))
  return opened.sort((a, b) => a.shortcut.localeCompare(b.shortcut))
}

/** @throws AppError NOT_FOUND, also for a colleague's own. */
export async function getCanned(ctx: CannedCtx, id: string): Promise<CannedResponse> {
  return present(ctx, await getRow(ctx, id))
}

/** @throws AppError FORBIDDEN to share below supervisor, INVALID_REQUEST (files, lengths, too many), ALREADY_EXISTS (shortcut) */
export async function createCanned(ctx: CannedCtx, input: NewCannedResponse): Promise<CannedResponse> {
  const { shared, fileIds, ...rest } = input
  requireSharing(ctx, shared)
  const [{ rows }] = await ctx.asActor.batch(selectCanned(ctx.asActor, CANNED_MAX))
  if (rows.length === CANNED_MAX) {
    throw new AppError('INVALID_REQUEST', `There are ${CANNED_MAX} canned replies already. Remove some first.`)
  }
  await requireOwnShortcut(ctx, rows, shared, rest.shortcut)
  const id = ctx.newId()
  const sealed = { ...rest, files: await filesOf(ctx, fileIds, []) }
  return write(ctx, insertCanned, { id, shared, sealed }, audit(ctx, 'canned_response.created', id, { shared }))
}

/** @throws AppError as for creating, and NOT_FOUND */
export async function changeCanned(
  ctx: CannedCtx,
  id: string,
  { shared: sharedNow, fileIds, ...changes }: CannedResponseChanges,
): Promise<CannedResponse> {
  const row = await getRow(ctx, id)
  const shared = sharedNow ?? row.ownerId === null
  requireSharing(ctx, shared || row.ownerId === null)
  const before = await open(ctx, row)
  const shortcut = changes.shortcut ?? before.shortcut
  if (shortcut !== before.shortcut || shared !== (row.ownerId === null)) {
    const [{ rows }] = await ctx.asActor.batch(selectCanned(ctx.asActor, CANNED_MAX))
    await requireOwnShortcut(
      ctx,
      rows.filter((other) => other.id !== id),
      shared,
      shortcut,
    )
  }
  const files = fileIds ? await filesOf(ctx, fileIds, before.files) : before.files
  const changed = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const sealed = { ...before, ...changed, files }
  const details = {
    ...changesOf(named(row.ownerId === null, before), named(shared, sealed)),
    changed: changedNames(before, sealed),
  }
  return write(ctx, updateCanned, { id, shared, sealed }, audit(ctx, 'canned_response.changed', id, details))
}

/** @throws AppError NOT_FOUND, FORBIDDEN for a shared one below supervisor */
export async function removeCanned(ctx: CannedCtx, id: string): Promise<void> {
  const row = await getRow(ctx, id)
  requireSharing(ctx, row.ownerId === null)
  await ctx.asActor.batch(deleteCanned(ctx.asActor, id), audit(ctx, 'canned_response.removed', id))
}

/** What the audit log may tell of one. */
const named = (shared: boolean, { buttons, files }: Sealed) => ({
  shared,
  buttons: buttons.length,
  files: files.length,
})

function requireSharing({ actor }: CannedCtx, shared: boolean): void {
  if (!shared || roleAllows(actor.role, 'shareCanned')) return
  throw new AppError('FORBIDDEN', 'Only supervisors and above change what the whole team uses.')
}

/** Sealed, so that every one is opened to look: there are few, and this is rare. */
async function requireOwnShortcut(ctx: CannedCtx, rows: CannedRow[], shared: boolean, shortcut: string): Promise<void> {
  const beside = rows.filter((row) => (row.ownerId === null) === shared)
  const opened = await Promise.all(beside.map((row) => open(ctx, row)))
  if (!opened.some((other) => other.shortcut === shortcut)) return
  throw new AppError('ALREADY_EXISTS', `There is a reply behind /${shortcut} already. Choose another shortcut.`)
}

async function getRow({ asActor }: CannedCtx, id: string): Promise<CannedRow> {
  const [{ rows }] = await asActor.batch(selectOneCanned(asActor, id))
  if (!rows[0]) throw new AppError('NOT_FOUND')
  return rows[0]
}

async function write(
  ctx: CannedCtx,
  statement: typeof insertCanned,
  { id, shared, sealed }: { id: string; shared: boolean; sealed: Sealed },
  told: ReturnType<typeof audit>,
): Promise<CannedResponse> {
  if (sealed.buttons.length > 0 && sealed.body.length > messageLimits.interactiveBody) {
    throw refusal('body', `A text with buttons has at most ${messageLimits.interactiveBody} characters.`)
  }
  const { asActor, actor, vault } = ctx
  const ownerId = shared ? null : actor.memberId
  const box = await vault.seal(actor.tenantId, place(id), sealed)
  const atMs = ctx.now()
  await asActor.batch(statement(asActor, { id, ownerId, box, atMs }), told)
  return { id, shared, ...sealed, updatedAt: new Date(atMs).toISOString() }
}

function audit({ asActor, actor }: CannedCtx, action: AuditAction, subjectId: string, details = {}) {
  return insertAudit(asActor, { memberId: actor.memberId, action, subjectId, details })
}

/** The files by these ids, in their order; those that were there before need no second look. */
async function filesOf(
  { asActor, actor, vault }: CannedCtx,
  ids: readonly string[],
  before: Sealed['files'],
): Promise<Sealed['files']> {
  const known = new Map(before.map((file) => [file.id, file]))
  const [{ rows }] = await asActor.batch(
    selectCannedFiles(
      asActor,
      ids.filter((id) => !known.has(id)),
    ),
  )
  for (const row of rows) {
    const mediaPlace = { table: 'media', id: row.id }
    const { filename } = await vault.open<{ filename: string }>(actor.tenantId, mediaPlace, fromPgBytes(row.box))
    const mimeType = row.mimeType ?? 'application/octet-stream'
    known.set(row.id, { id: row.id, filename, mimeType, bytes: Number(row.bytes) })
  }
  return ids.map((id) => {
    const file = known.get(id)
    if (!file) throw refusal('fileIds', 'Upload the file first.')
    return file
  })
}

const refusal = (path: string, message: string) =>
  new AppError('INVALID_REQUEST', message, { errors: [{ path, message }] })

const open = ({ vault, actor }: CannedCtx, row: CannedRow) =>
  vault.open<Sealed>(actor.tenantId, place(row.id), fromPgBytes(row.box))

async function present(ctx: CannedCtx, row: CannedRow): Promise<CannedResponse> {
  return { id: row.id, shared: row.ownerId === null, ...(await open(ctx, row)), updatedAt: toIso(row.updatedAt) }
}
