import { type Bench, load, runName } from '../bench.ts'
import type { LoadResult } from '../load-plan.ts'
import { median } from '../percentile.ts'
import { type Figure, perSecond } from '../report.ts'

const CONNECTIONS = 20
const SECONDS = 4
const ROUNDS = 3
const AIM = 0.6
/** Of 10,000 conversations 100 are long; together they hold 200,000 messages. Other customers than the floods have. */
const VOLUMES = [
  { customers: 9_900, firstCustomer: 100_000, messages: 188_100 },
  { customers: 100, firstCustomer: 200_000, messages: 11_900 },
]

/** First pages of 25 rows, opened, beside the same transaction whose rows are written out as they come. */
export async function pages(bench: Bench): Promise<Figure[]> {
  await seed(bench)
  const long = await longConversations(bench)
  const { cookie, ...owner } = bench.tenant.owner
  const actor = JSON.stringify({ ...owner, role: 'owner', sees: 'all', sessionId: owner.memberId })
  const measure = async (port: number, headers: Record<string, string>, paths: string[]) =>
    rate(await load({ port, connections: CONNECTIONS, seconds: SECONDS, what: { paths, headers } }))
  const kinds = [
    { what: 'conversations', ours: ['/api/conversations?limit=25'], base: ['/conversations'] },
    {
      what: 'messages',
      ours: long.map((id) => `/api/conversations/${id}/messages?limit=25`),
      base: long.map((id) => `/messages/${id}`),
    },
  ]
  const figures: Figure[] = []
  for (const kind of kinds) {
    const rounds: { base: number; ours: number }[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const base = await measure(bench.baseline.port, { 'x-actor': actor }, kind.base)
      const ours = await measure(bench.ours.port, { cookie }, kind.ours)
      if (round > 0) rounds.push({ base, ours }) // The first warms up.
    }
    const ratio = median(rounds.map((round) => round.ours / round.base))
    figures.push({
      what: `first page of 25 ${kind.what}, opened`,
      ours: perSecond(median(rounds.map((round) => round.ours))),
      baseline: perSecond(median(rounds.map((round) => round.base))),
      ratio,
      aim: `≥ ${AIM} ×`,
      met: ratio >= AIM,
    })
  }
  return figures
}

/** Through the webhook door, like everything. */
async function seed({ ours, tenant, database, outside }: Bench): Promise<void> {
  for (const { messages, ...who } of VOLUMES) {
    const before = await database.messages()
    const bodies = messages / 20
    const what = { path: '/webhooks/whatsapp', number: tenant.number, perBody: 20, bodies, ...who, run: runName() }
    const { statuses } = await load({ port: ours.port, connections: 10, seconds: 180, what })
    if (statuses['200'] !== bodies) throw new Error(`seeding was answered ${JSON.stringify(statuses)}`)
    await outside.sweep()
    await database.settle(before + messages, 180_000)
  }
  await database.rows('analyze')
}

async function longConversations({ database }: Bench): Promise<string[]> {
  const rows = await database.rows<{ id: string }>(
    'select conversation_id as id from messages group by 1 having count(*) = 119 limit 100',
  )
  if (rows.length === 0) throw new Error('no long conversation was made')
  return rows.map((row) => row.id)
}

function rate({ statuses, seconds, asked }: LoadResult): number {
  if (statuses['200'] !== asked) throw new Error(`pages were answered ${JSON.stringify(statuses)}`)
  return asked / seconds
}
