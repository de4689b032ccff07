import { z } from 'zod'
import type { Signatures } from '../../crypto/signatures.ts'
import { asTenant, type TenantDb } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import { errorFacts } from '../../kit/error-facts.ts'
import type { Log } from '../../kit/log.ts'
import { chainWaitingRows, selectHash, selectHeads } from './repo.ts'

const Head = z.object({ tenantId: z.uuid(), day: z.iso.date(), seq: z.number().int(), hash: z.string().length(64) })
export type SignedHead = z.infer<typeof Head>

/** Chains that are read at once. */
export const CHAINS_PAGE = 200
const ROWS_AT_ONCE = 5_000
/** A night that failed is made good by one of the next two. */
const GROWN_WITHIN_MS = 3 * 24 * 60 * 60_000

const folderOf = (tenantId: string) => `audit/${tenantId}/`

export interface HeadsCtx {
  db: Database
  bucket: R2Bucket
  signatures: Signatures
  log: Log
  now(): number
}

type Stored = Pick<HeadsCtx, 'bucket' | 'signatures'>

/** Gives positions to what waits, of all tenants. @returns how many rows. */
export async function chainWaiting(db: Database): Promise<number> {
  let chained = 0
  for (;;) {
    const rows = await chainWaitingRows(db, ROWS_AT_ONCE)
    chained += rows
    if (rows < ROWS_AT_ONCE) return chained
  }
}

/**
 * Puts the signed head of every chain that grew outside the database: whoever writes the whole chain anew there cannot
 * write this. The first one of a day stays. What does not continue the head before it is never signed: the night would
 * make good what was written anew by day.
 *
 * @returns how many were put.
 */
export async function signHeads({ db, bucket, signatures, log, now }: HeadsCtx): Promise<number> {
  await chainWaiting(db)
  const day = new Date(now()).toISOString().slice(0, 10)
  let signed = 0
  const grown = (after: string | null) => selectHeads(db, after, now() - GROWN_WITHIN_MS, CHAINS_PAGE)
  await eachChain(log, grown, async (head) => {
    if (!(await continues({ db, bucket, signatures }, head.tenantId))) {
      log.error('audit.not_signed', { tenantId: head.tenantId })
      return
    }
    const claims: SignedHead = { ...head, day }
    const body = JSON.stringify({ ...claims, jws: await signatures.sign(claims) })
    const onlyIf = { etagDoesNotMatch: '*' }
    if (await bucket.put(`${folderOf(head.tenantId)}${day}.json`, body, { onlyIf })) signed += 1
  })
  return signed
}

/**
 * Does the work of a night for every chain. What fails for one tenant keeps no other from theirs.
 *
 * @param page The next {@link CHAINS_PAGE} chains, in the order of their tenants, after one of them.
 * @throws Error at the end, if it failed for any.
 */
export async function eachChain<C extends { tenantId: string }>(
  log: Log,
  page: (afterTenantId: string | null) => Promise<C[]>,
  work: (chain: C) => Promise<void>,
): Promise<void> {
  let failed = 0
  let chains: C[] = []
  do {
    chains = await page(chains.at(-1)?.tenantId ?? null)
    for (const chain of chains) {
      try {
        await work(chain)
      } catch (error) {
        failed += 1
        log.error('audit.chain_failed', { tenantId: chain.tenantId, ...errorFacts(error) })
      }
    }
  } while (chains.length === CHAINS_PAGE)
  if (failed > 0) throw new Error(`${failed} audit chains failed; each is logged`)
}

/** Whether the chain is still the one whose head was signed last. */
async function continues({ db, ...stored }: Stored & { db: Database }, tenantId: string): Promise<boolean> {
  const last = await readHead(stored, tenantId)
  return last !== 'forged' && (last === null || (await holds(asTenant(db, tenantId), last)))
}

/** Whether the chain has a head's hash at its position. */
export async function holds(db: TenantDb, head: Pick<SignedHead, 'seq' | 'hash'>): Promise<boolean> {
  const [{ rows }] = await db.batch(selectHash(db, head.seq))
  return rows[0]?.hash === head.hash
}

/**
 * The newest head of a tenant's chain, or the newest of before a day; null: there is none. `forged`: what lies there, we never
 * signed for this chain.
 */
export async function readHead(
  { bucket, signatures }: Stored,
  tenantId: string,
  beforeDay?: string,
): Promise<SignedHead | 'forged' | null> {
  const key = await newestKey(bucket, folderOf(tenantId), beforeDay)
  if (key === null) return null
  const stored = await bucket.get(key)
  const jws = z.object({ jws: z.string() }).safeParse(await stored?.json().catch(() => null))
  const head = Head.safeParse(jws.success ? await signatures.open(jws.data.jws) : null)
  if (!head.success || head.data.tenantId !== tenantId) return 'forged'
  return key === `${folderOf(tenantId)}${head.data.day}.json` ? head.data : 'forged'
}

/** Keys come in order, so that the last one is of the last day. */
async function newestKey(bucket: R2Bucket, prefix: string, beforeDay?: string): Promise<string | null> {
  let newest: string | null = null
  let cursor: string | undefined
  do {
    const page: R2Objects = await bucket.list({ prefix, ...(cursor !== undefined && { cursor }) })
    newest = page.objects.findLast(({ key }) => beforeDay === undefined || key < `${prefix}${beforeDay}`)?.key ?? newest
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor !== undefined)
  return newest
}
