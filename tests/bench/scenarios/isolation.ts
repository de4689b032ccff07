import { randomBytes } from 'node:crypto'
import type { Bench } from '../bench.ts'
import { type Ask, HttpConnection } from '../http-connection.ts'
import { median } from '../percentile.ts'
import { rankSum } from '../rank-sum.ts'
import { type Figure, milliseconds } from '../report.ts'
import { signUp } from '../tenant.ts'

const PAIRS = 600
const WARM_UP_PAIRS = 50
const IDS = 100
/** Of each comparison: chance alone says so of one run in a hundred, over all four. */
const P_MIN = 0.01 / 4

interface Listed {
  data: { id: string; contact: { id: string }; preview: { messageId: string } | null }[]
}

/**
 * Whether the time of an answer tells that something is there and somebody else's: a stranger asks for ids of another tenant and
 * for ids that never were, in turn, one at a time.
 */
export async function isolation(bench: Bench): Promise<Figure[]> {
  const appUrl = `http://127.0.0.1:${bench.ours.port}`
  const stranger = await signUp(appUrl, 'stranger@bench.test', 'Stranger')
  const { cookie } = bench.tenant.owner
  const { data } = (await (
    await fetch(`${appUrl}/api/conversations?limit=${IDS}`, { headers: { cookie } })
  ).json()) as Listed
  const conversations = data.map(({ id }) => id)
  const headers = { cookie: stranger.cookie, origin: appUrl }
  const get =
    (pathOf: (id: string) => string) =>
    (id: string): Ask => ({ method: 'GET', path: pathOf(id), headers })
  const kinds: [what: string, ids: string[], ask: (id: string) => Ask][] = [
    ['a conversation', conversations, get((id) => `/api/conversations/${id}`)],
    ['a customer', data.map(({ contact }) => contact.id), get((id) => `/api/contacts/${id}`)],
    ['a message', data.flatMap(({ preview }) => preview?.messageId ?? []), get((id) => `/api/messages/${id}/ledger`)],
    // A command of the inbox.
    [
      'closing',
      conversations,
      (id) => ({ method: 'POST', path: `/api/conversations/${id}/closure`, headers, body: '' }),
    ],
  ]
  const connection = await HttpConnection.open(bench.ours.port)
  const figures: Figure[] = []
  for (const [what, ids, ask] of kinds) figures.push(await compare(connection, what, ids, ask))
  connection.close()
  return figures
}

async function compare(
  connection: HttpConnection,
  what: string,
  ids: string[],
  ask: (id: string) => Ask,
): Promise<Figure> {
  const theirs: number[] = []
  const nobodys: number[] = []
  const time = async (id: string) => {
    const startMs = performance.now()
    const { status } = await connection.ask(ask(id))
    if (status !== 404) throw new Error(`${what} of another was answered ${status}`)
    return performance.now() - startMs
  }
  for (let pair = -WARM_UP_PAIRS; pair < PAIRS; pair++) {
    const id = ids[(pair + WARM_UP_PAIRS) % ids.length] ?? ''
    // In turn, and each first as often: what comes second finds the first one's warmth.
    const took: [mine: number, other: number] =
      pair % 2 === 0
        ? [await time(id), await time(neighbourOf(id))]
        : ([await time(neighbourOf(id)), await time(id)].reverse() as [number, number])
    if (pair < 0) continue
    theirs.push(took[0])
    nobodys.push(took[1])
  }
  const { p, share } = rankSum(theirs, nobodys)
  const [a, b] = [median(theirs), median(nobodys)]
  const differenceUs = ((a - b) * 1_000).toFixed(0)
  return {
    what: `${what}: not yours against not there (${differenceUs} µs, slower in ${(share * 100).toFixed(0)} %, Mann–Whitney p = ${p.toFixed(3)})`,
    ours: milliseconds(a),
    baseline: milliseconds(b),
    ratio: a / b,
    aim: `p ≥ ${P_MIN}`,
    met: p >= P_MIN,
  }
}

/** An id of the same time that never was: it would stand beside it in an index. */
const neighbourOf = (id: string) => id.slice(0, -12) + randomBytes(6).toString('hex')
