import type { Locale } from '../../contract/locale.ts'
import { AppError } from '../../contract/problem.ts'
import type { CreatedInvitation, Invitation, NewInvitation } from '../../contract/team.ts'
import { hashToken, newToken } from '../../crypto/tokens.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import type { EmailPort } from '../../ports.ts'
import { type Email, insertEmail, type SealedEmail, sealEmail } from '../emails/index.ts'
import {
  assertVerified,
  findOpenInvitations,
  findUserByEmail,
  getMe,
  invitationPlace,
  selectMembership,
} from '../identity/index.ts'
import { insertAudit } from '../tenant/index.ts'
import {
  type InvitationRow,
  insertInvitation,
  renewInvitation,
  revokeInvitation,
  selectInvitation,
  selectInvitations,
} from './repo/team.ts'

const GOOD_FOR_MS = 7 * 24 * 60 * 60_000

export interface InvitationsCtx {
  actor: Actor
  asActor: TenantDb
  db: Database
  vault: Vault
  emails: EmailPort
  /** Of the browser that asks: nobody knows yet what the invited person reads. */
  locale: Locale
  settings: { APP_URL: string }
  now(): number
  newId(): string
}

/** Newest first, without those that were withdrawn. */
export async function listInvitations({
  actor,
  asActor,
  vault,
}: Pick<InvitationsCtx, 'actor' | 'asActor' | 'vault'>): Promise<Invitation[]> {
  const [{ rows }] = await asActor.batch(selectInvitations(asActor))
  return Promise.all(
    rows.map(async (row) => {
      const place = invitationPlace(row.id)
      const { email } = await vault.open<{ email: string }>(actor.tenantId, place, fromPgBytes(row.box))
      return {
        id: row.id,
        email,
        role: row.role,
        createdAt: toIso(row.createdAt),
        expiresAt: toIso(row.expiresAt),
        acceptedAt: toIso(row.acceptedAt),
      }
    }),
  )
}

/**
 * Makes an invitation and mails it, in the place of an open one to the same address. Its link is in this answer too, and nowhere else: tokens are stored as hashes. The
 * mailed link has a token of its own, since only who comes by that one has the address. A program is shown none: it would make
 * somebody a member by itself.
 *
 * @throws AppError ALREADY_EXISTS if the e-mail is a member's, also of one whose access is switched off; EMAIL_NOT_VERIFIED
 */
export async function invite(ctx: InvitationsCtx, { email, role }: NewInvitation): Promise<CreatedInvitation> {
  const { actor, asActor, vault } = ctx
  await assertVerified(ctx)
  await assertNoMember(ctx, email)
  const id = ctx.newId()
  const createdAtMs = ctx.now()
  const [replacedIds, fresh, box] = await Promise.all([
    findOpenInvitations(ctx, asActor, email),
    newLinks(ctx, email, createdAtMs),
    vault.seal(actor.tenantId, invitationPlace(id), { email }),
  ])
  await asActor.batch(
    insertInvitation(asActor, { id, role, box, invitedBy: actor.memberId, createdAtMs, ...fresh }, replacedIds),
    insertAudit(asActor, { memberId: actor.memberId, action: 'invitation.created', subjectId: id, details: { role } }),
    ...fresh.mails.map((mail) => insertEmail(asActor.build, mail)),
  )
  await wakeAll(ctx, fresh)
  return present(actor, { id, email, role, createdAt: new Date(createdAtMs).toISOString() }, fresh)
}

/** One that was neither used nor withdrawn. @throws AppError NOT_FOUND, ALREADY_ACCEPTED */
export async function getOpenInvitation(
  { asActor }: Pick<InvitationsCtx, 'asActor'>,
  invitationId: string,
): Promise<InvitationRow> {
  const [{ rows }] = await asActor.batch(selectInvitation(asActor, invitationId))
  const [row] = rows
  if (!row) throw new AppError('NOT_FOUND')
  if (row.acceptedAt !== null) throw new AppError('ALREADY_ACCEPTED')
  return row
}

/**
 * Gives an invitation new links, good for seven days from now, and mails it again. The old links are worth nothing.
 *
 * @throws AppError NOT_FOUND, ALREADY_EXISTS if the person came in otherwise, EMAIL_NOT_VERIFIED
 */
export async function resendInvitation(ctx: InvitationsCtx, row: InvitationRow): Promise<CreatedInvitation> {
  const { actor, asActor, vault } = ctx
  await assertVerified(ctx)
  const box = fromPgBytes(row.box)
  const { email } = await vault.open<{ email: string }>(actor.tenantId, invitationPlace(row.id), box)
  await assertNoMember(ctx, email)
  const fresh = await newLinks(ctx, email, ctx.now())
  const [renewed] = await asActor.batch(
    renewInvitation(asActor, row.id, fresh, actor.memberId),
    ...fresh.mails.map((mail) => insertEmail(asActor.build, mail)),
  )
  // Accepted or withdrawn at this very moment: the e-mail then carries a link that is worth nothing.
  if (renewed.rows.length === 0) throw new AppError('NOT_FOUND')
  await wakeAll(ctx, fresh)
  return present(actor, { id: row.id, email, role: row.role, createdAt: toIso(row.createdAt) }, fresh)
}

interface FreshLinks {
  link: string
  tokenHash: Uint8Array
  mailTokenHash: Uint8Array | null
  expiresAtMs: number
  /** One, or none where no e-mails are sent. */
  mails: SealedEmail[]
}

async function newLinks(ctx: InvitationsCtx, email: string, nowMs: number): Promise<FreshLinks> {
  const expiresAtMs = nowMs + GOOD_FOR_MS
  const token = newToken()
  const shown = { link: linkOf(ctx, token), tokenHash: await hashToken(token), expiresAtMs }
  if (!ctx.emails.isConfigured) return { ...shown, mailTokenHash: null, mails: [] }
  const mailToken = newToken()
  const { name: inviter, tenant } = await getMe(ctx.asActor, ctx, ctx.actor.memberId)
  const values = { organization: tenant.name, inviter, link: linkOf(ctx, mailToken) }
  const mail: Email = { kind: 'invitation', to: email, locale: ctx.locale, values }
  const mails = [await sealEmail(ctx.vault, ctx.newId(), mail, expiresAtMs)]
  return { ...shown, mailTokenHash: await hashToken(mailToken), mails }
}

/** The token is in the fragment: no server and no log sees it. */
const linkOf = ({ settings }: InvitationsCtx, token: string) => `${settings.APP_URL}/invitation#token=${token}`

async function wakeAll({ emails }: InvitationsCtx, { mails }: FreshLinks): Promise<void> {
  await Promise.all(mails.map((mail) => emails.wake(mail.id)))
}

function present(
  { tokenId }: Actor,
  invitation: Pick<Invitation, 'id' | 'email' | 'role' | 'createdAt'>,
  { link, expiresAtMs }: FreshLinks,
): CreatedInvitation {
  return {
    ...invitation,
    expiresAt: new Date(expiresAtMs).toISOString(),
    acceptedAt: null,
    link: tokenId ? null : link,
  }
}

/** @throws AppError NOT_FOUND, also if it was withdrawn before; ALREADY_ACCEPTED */
export async function withdrawInvitation(
  { asActor, actor }: Pick<InvitationsCtx, 'asActor' | 'actor'>,
  invitationId: string,
): Promise<void> {
  const outcome = await revokeInvitation(asActor, invitationId, actor.memberId)
  if (outcome === 'accepted') throw new AppError('ALREADY_ACCEPTED')
  if (outcome === 'absent') throw new AppError('NOT_FOUND')
}

async function assertNoMember(ctx: InvitationsCtx, email: string): Promise<void> {
  const user = await findUserByEmail(ctx, email)
  if (!user) return
  const membership = await selectMembership(ctx.asActor, user.id)
  if (membership?.active) throw new AppError('ALREADY_EXISTS', 'This person is a member already.')
  if (membership?.isSuspended) {
    throw new AppError('ALREADY_EXISTS', 'This person’s access is switched off: switch it on again.')
  }
}
