import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { conversationSorts } from '../../worker/contract/conversation.ts'
import { asActor } from '../../worker/db/actor.ts'
import { connect } from '../../worker/db/connect.ts'
import { selectCanned, selectCannedFiles, selectOneCanned } from '../../worker/features/canned/repo.ts'
import {
  findChannelRow,
  hasNumber,
  selectChannels,
  selectHealth,
} from '../../worker/features/channels/repo/channels.ts'
import { findChannelPlace, touchChannels } from '../../worker/features/channels/repo/sending.ts'
import { deleteDraft, selectDraft } from '../../worker/features/drafts/repo.ts'
import {
  findOpenAttempts,
  getCounts,
  listConversations,
  listMessages,
  nextDue,
  readMessages,
  releaseAttempts,
} from '../../worker/features/inbox/index.ts'
import {
  selectFacts,
  selectForRetry,
  selectTemplate,
  selectUploads,
} from '../../worker/features/inbox/repo/commands.ts'
import { selectParked, selectParkedBox } from '../../worker/features/inbox/repo/parked.ts'
import {
  finishScheduled,
  forgetScheduled,
  holdScheduled,
  selectOneScheduled,
  selectScheduled,
  selectScheduledByClientId,
  takeScheduled,
} from '../../worker/features/inbox/repo/scheduled.ts'
import { findFile, leaseFile } from '../../worker/features/media/repo.ts'
import { countFreeForm, selectFreeEntry, selectPrices } from '../../worker/features/prices/repo.ts'
import {
  selectActiveMemberOfUser,
  selectInvitations,
  selectMember,
  selectMembers,
} from '../../worker/features/team/repo.ts'
import { selectTemplates } from '../../worker/features/templates/repo.ts'
import { newId } from '../../worker/kit/ids.ts'
import { anyPhone, anyWamid, eventsOf } from '../features/inbox/events.ts'
import { createDatabase } from '../support/database.ts'
import { type InboxBench, inboxBench } from '../support/inbox-bench.ts'
import { type Batch, listSeqScans, recordBatches, seed } from './plan-bench.ts'

let databaseUrl = ''
let owner: pg.Client
let app: pg.Client
let bench: InboxBench
let make: ReturnType<typeof eventsOf>
let conversationId = ''
let messageId = ''

beforeAll(async () => {
  const database = await createDatabase()
  databaseUrl = database.databaseUrl
  owner = new pg.Client(database.ownerUrl)
  app = new pg.Client(databaseUrl)
  await Promise.all([owner.connect(), app.connect()])
  bench = await inboxBench({ ...inject('services'), databaseUrl }, 'owner')
  make = eventsOf(bench)
  await seed(owner)
  const { frames } = await bench.apply([make.text(anyWamid(), 'Hello', { customer: { phone: anyPhone() } })])
  conversationId = frames[0]?.ids.conversationId ?? ''
  messageId = frames[0]?.ids.messageId ?? ''
}, 120_000)

afterAll(async () => {
  // The database goes with its cluster: dropping it now could meet the autovacuum of what was seeded.
  await Promise.all([owner?.end(), app?.end()])
})

/** What the members of the tenant read with; `sees` own is the costlier policy. */
const readsOf = (sees: 'all' | 'own') => {
  const actor = { ...bench.actor, role: 'agent' as const, sees }
  return { actor, vault: bench.vault, asActor: asActor(connect(databaseUrl), actor) }
}

async function expectNoSeqScan(run: () => Promise<unknown>): Promise<void> {
  const batches: Batch[] = await recordBatches(run)
  expect(batches.flat().length, 'something was asked').toBeGreaterThan(0)
  expect(await listSeqScans(app, batches)).toEqual([])
}

it('the check finds a scan where there is one, and the tenant has rows', async () => {
  const scans = await listSeqScans(app, [[{ query: 'select code from plans', params: [] }]])
  expect(scans.map(({ table }) => table)).toContain('plans')
  const { rows } = await owner.query('select count(*)::int from conversations where tenant_id = $1', [bench.tenantId])
  expect(rows[0].count).toBeGreaterThan(1_400)
})

describe.each(['all', 'own'] as const)('an agent who sees %s', (sees) => {
  describe.each(conversationSorts)('lists conversations by %s', (sort) => {
    it.each([
      {},
      { status: 'closed' },
      { status: 'open' },
      { status: 'snoozed,closed' },
      { status: 'open,snoozed,closed' },
      { assignee: 'me' as const },
      { assignee: 'none' as const },
      { channel: newId() },
      { unread: 'true' as const },
      { cursor: Buffer.from(`2026-10-20 10:00:00+00|${newId()}`).toString('base64url') },
    ])('%o', (filter) =>
      expectNoSeqScan(() => listConversations(readsOf(sees), { limit: 50, status: 'open,snoozed', sort, ...filter })),
    )
  })

  it.each([
    ['counts', () => getCounts(readsOf(sees))],
    ['a thread', () => listMessages(readsOf(sees), conversationId, { limit: 50 })],
    [
      'an older page of a thread',
      () => {
        const cursor = Buffer.from('2026-10-20 10:00:00+00|5').toString('base64url')
        return listMessages(readsOf(sees), conversationId, { limit: 50, cursor })
      },
    ],
    [
      'conversations by id',
      () =>
        listConversations(readsOf(sees), {
          limit: 50,
          status: 'open',
          sort: 'newest',
          ids: `${conversationId},${newId()}`,
        }),
    ],
    ['messages by id', () => readMessages(readsOf(sees), [messageId, newId()])],
  ])('reads %s', (_, run) => expectNoSeqScan(run))
})

describe('the inbox', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a conversation', () => bench.conversation(conversationId)],
    ['a search', () => bench.search('+4915112345678')],
    ['a ledger', () => bench.ledger(messageId)],
    [
      'a message of a stranger',
      () => bench.apply([make.text(anyWamid(), 'Hi', { customer: { phone: anyPhone(), userId: newId() } })]),
    ],
    ['a picture', () => bench.apply([make.image(anyWamid(), { customer: { phone: anyPhone() } })])],
    [
      'a quote',
      () => bench.apply([make.text(anyWamid(), 'Hi', { customer: { phone: anyPhone() }, targetWamid: anyWamid() })]),
    ],
    ['an echo', () => bench.apply([make.text(anyWamid(), 'Hi', { customer: { phone: anyPhone() }, source: 'echo' })])],
    [
      'statuses',
      () =>
        bench.apply([
          make.status(anyWamid(), 'delivered'),
          make.status(anyWamid(), 'failed', { attemptId: newId(), errors: [{ code: 131026, title: '', detail: '' }] }),
        ]),
    ],
    [
      'a fetched file',
      () => bench.apply([{ channelId: bench.channelId, event: { kind: 'media', messageId, atMs: 1 } }]),
    ],
    [
      'a refused attempt',
      () =>
        bench.apply([
          make.attempt(messageId, newId(), { outcome: 'failed', error: { code: 131026, title: '', detail: '' } }),
        ]),
    ],
    ['a sent attempt', () => bench.apply([make.attempt(messageId, newId(), { wamid: anyWamid() })])],
    [
      'a reply',
      () =>
        bench.run('sendMessage', {
          conversationId,
          message: { clientMessageId: newId(), type: 'text', text: { body: 'Yes' } },
        }),
    ],
    [
      'a note',
      () =>
        bench.run('sendMessage', {
          conversationId,
          message: { clientMessageId: newId(), type: 'note', note: { body: 'Hm' } },
        }),
    ],
    ['an assignment', () => bench.run('assignConversation', { conversationId, memberId: bench.memberId })],
    ['a closing', () => bench.run('closeConversation', { conversationId })],
    ['a reopening', () => bench.run('reopenConversation', { conversationId })],
    ['reading', () => bench.run('markRead', { conversationId })],
    ['retrying', () => bench.run('retryMessage', { messageId })],
    ['the outbox', () => bench.claim()],
    ['when the next is due', () => nextDue(bench.tenant, bench.channelId)],
    ['open attempts', () => findOpenAttempts(bench.tenant, bench.channelId)],
    ['releasing attempts', () => releaseAttempts(bench.tenant, [newId()])],
  ])('reads and writes %s', (_, run) => expectNoSeqScan(run))
})

describe('everything else', () => {
  const query = (build: (db: InboxBench['tenant']) => PromiseLike<unknown>) => () =>
    bench.tenant.batch(build(bench.tenant))
  it.each<[string, () => Promise<unknown>]>([
    ['members', query(selectMembers)],
    ['a member', query((db) => selectMember(db, newId()))],
    ['the member of a user', query((db) => selectActiveMemberOfUser(db, newId()))],
    ['invitations', query(selectInvitations)],
    ['channels', query(selectChannels)],
    ['a channel', () => findChannelRow(bench.tenant, bench.channelId)],
    ['a number', () => hasNumber(bench.tenant, '123')],
    ['the place of a channel', () => findChannelPlace(bench.tenant, bench.channelId)],
    ['touching channels', () => touchChannels(bench.tenant, [bench.channelId])],
    ['the health of a channel', () => selectHealth(bench.tenant, bench.channelId)],
    ['templates', query((db) => selectTemplates(db, null))],
    ['templates of a channel', query((db) => selectTemplates(db, bench.channelId))],
    ['a template', query((db) => selectTemplate(db, bench.wabaId, 'template_1', 'en'))],
    ['parked events', query(selectParked)],
    ['a parked event', query((db) => selectParkedBox(db, newId()))],
    ['facts', query((db) => selectFacts(db, newId()))],
    ['what may be retried', query((db) => selectForRetry(db, newId()))],
    ['uploads', query((db) => selectUploads(db, [newId()], bench.channelId))],
    ['what waits to be sent', query((db) => selectScheduled(db, newId()))],
    ['one that waits', query((db) => selectOneScheduled(db, newId()))],
    ['one by its client id', query((db) => selectScheduledByClientId(db, 'client-1'))],
    ['taking one', query((db) => takeScheduled(db, newId(), ['waiting']))],
    ['the end of one', query((db) => finishScheduled(db, newId()))],
    ['holding one', query((db) => holdScheduled(db, newId(), 'refused'))],
    ['forgetting one', query((db) => forgetScheduled(db, newId()))],
    ['prices', query(selectPrices)],
    ['replies of the month', query((db) => countFreeForm(db, bench.channelId, new Date(0), 1000))],
    ['what an ad made free', query((db) => selectFreeEntry(db, newId(), new Date(0)))],
    ['canned replies', query((db) => selectCanned(db, 500))],
    ['a canned reply', query((db) => selectOneCanned(db, newId()))],
    ['files of a canned reply', query((db) => selectCannedFiles(db, [newId()]))],
    ['a draft', query((db) => selectDraft(db, newId(), newId()))],
    ['the end of a draft', query((db) => deleteDraft(db, newId(), newId()))],
    ['a file', () => findFile(bench.tenant, newId())],
    ['the lease of a file', () => leaseFile(bench.tenant, newId(), Date.now(), 1000)],
  ])('reads and writes %s', (_, run) => expectNoSeqScan(run))
})
