import { z } from 'zod'
import { AppError } from '../../contract/problem.ts'
import type { SsoDomain } from '../../contract/sso.ts'
import { newToken } from '../../crypto/tokens.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { pgConstraint } from '../../db/codes.ts'
import { askOutside } from './outside.ts'
import { DOMAINS_MAX, type DomainRow, deleteDomain, insertDomain, proveDomain, selectSso } from './repo.ts'

interface DnsCtx {
  settings: { DNS_API_URL: string }
}

export interface DomainCtx extends DnsCtx {
  actor: Actor
  asActor: TenantDb
  newId(): string
}

/** The domain of an address, in lower case. */
export const domainOf = (email: string): string =>
  email
    .slice(email.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase()

/** A label of its own: the record stands in nobody's way, and a wildcard of mail or web does not answer for it. */
const recordNameOf = (domain: string) => `_adsapp-sso.${domain}`
const recordValueOf = (token: string) => `adsapp-sso=${token}`

export const presentDomain = ({ id, domain, token, provedAt }: DomainRow): SsoDomain => ({
  ...{ id, domain, provedAt },
  recordName: recordNameOf(domain),
  recordValue: recordValueOf(token),
})

/** Names a domain, and the record that will prove it. @throws AppError ALREADY_EXISTS, LIMIT_REACHED */
export async function addDomain({ actor, asActor, newId }: DomainCtx, domain: string): Promise<SsoDomain> {
  const row = { id: newId(), domain, token: newToken() }
  const [{ rows }] = await asActor.batch(insertDomain(asActor, row, actor.memberId))
  if (rows[0]) return presentDomain({ ...row, provedAt: null })
  const isThere = (await selectSso(asActor)).domains.some((each) => each.domain === domain)
  if (isThere) throw new AppError('ALREADY_EXISTS', 'This domain is on the list already.')
  throw new AppError('LIMIT_REACHED', `There are ${DOMAINS_MAX} domains already.`)
}

/**
 * Looks for the record in the DNS.
 *
 * @throws AppError NOT_FOUND; DOMAIN_NOT_PROVED; ALREADY_EXISTS if another tenant has proved it; UNAVAILABLE
 */
export async function checkDomain(ctx: DomainCtx, id: string): Promise<SsoDomain> {
  const { actor, asActor } = ctx
  const row = await getDomain(asActor, id)
  await assertProved(ctx, row)
  try {
    await asActor.batch(proveDomain(asActor, id, actor.memberId))
  } catch (error) {
    if (pgConstraint(error) !== 'sso_domains_proved') throw error
    throw new AppError('ALREADY_EXISTS', 'Another organization signs in with this domain. It has to remove it first.')
  }
  return presentDomain(await getDomain(asActor, id))
}

/** From now on nobody comes in by it. @throws AppError NOT_FOUND */
export async function removeDomain({ actor, asActor }: DomainCtx, id: string): Promise<void> {
  const [{ rows }] = await asActor.batch(deleteDomain(asActor, id, actor.memberId))
  if (rows.length === 0) throw new AppError('NOT_FOUND')
}

async function getDomain(db: TenantDb, id: string): Promise<DomainRow> {
  const row = (await selectSso(db)).domains.find((each) => each.id === id)
  if (!row) throw new AppError('NOT_FOUND')
  return row
}

/** JSON of DNS over HTTPS, as Cloudflare and Google answer it; 16 is TXT. */
const DnsAnswer = z.object({
  Answer: z.array(z.object({ type: z.number(), data: z.string().max(4_096) })).default([]),
})
const TXT = 16

/** @throws AppError DOMAIN_NOT_PROVED if the record does not stand in the DNS now; UNAVAILABLE */
export async function assertProved(
  { settings }: DnsCtx,
  { domain, token }: Pick<DomainRow, 'domain' | 'token'>,
): Promise<void> {
  const url = new URL('/dns-query', settings.DNS_API_URL)
  url.search = new URLSearchParams({ name: recordNameOf(domain), type: 'TXT' }).toString()
  const { status, body } = await askOutside(url.href, { headers: { accept: 'application/dns-json' } })
  const said = DnsAnswer.safeParse(body)
  if (status !== 200 || !said.success) throw new AppError('UNAVAILABLE', 'The DNS could not be asked. Try again later.')
  const records = said.data.Answer.filter(({ type }) => type === TXT).map(({ data }) => textOf(data))
  if (records.includes(recordValueOf(token))) return
  throw new AppError(
    'DOMAIN_NOT_PROVED',
    `There is no TXT record at ${recordNameOf(domain)} with the value that was given. New records can take an hour.`,
  )
}

/** A TXT record is a row of quoted parts. */
const textOf = (data: string): string => data.replace(/"\s+"/g, '').replace(/^"|"$/g, '')
