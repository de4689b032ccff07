import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type ConversationQuery, conversationSorts } from '../../worker/contract/conversation.ts'
import { asActor } from '../../worker/db/actor.ts'
import { connect } from '../../worker/db/connect.ts'
import {
  findChannelRow,
  hasNumber,
  selectChannels,
  selectHealth,
} from '../../worker/features/channels/repo/channels.ts'
import { findChannelPlace, touchChannels } from '../../worker/features/channels/repo/sending.ts'
import {
  findOpenAttempts,
  getCounts,
  listConversations,
  listMessages,
  nextDue,
  readMessages,
  releaseAttempts,
  wakeSnoozed,
} from '../../worker/features/inbox/index.ts'
import { suggestLabels } from '../../worker/features/inbox/label-commands.ts'
import {
  selectFacts,
  selectForRetry,
  selectTemplate,
  selectUploads,
} from '../../worker/features/inbox/repo/commands.ts'
import { selectParked, selectParkedBox } from '../../worker/features/inbox/repo/parked.ts'
import { deleteLabel, insertLabel, selectLabel, selectLabels, updateLabel } from '../../worker/features/labels/repo.ts'
import { findFile, leaseFile } from '../../worker/features/media/repo.ts'
import {
  selectActiveMemberOfUser,
  selectInvitations,
  selectMember,
  selectMembers,
} from '../../worker/features/team/repo.ts'
import { selectTemplates } from '../../worker/features/templates/repo.ts'
import {
  deleteView,
  insertView,
  selectNamed,
  selectView,
  selectViews,
  updateView,
} from '../../worker/features/views/repo.ts'
import { countViews } from '../../worker/features/views/views.ts'
import { randomBytes } from '../../worker/kit/bytes.ts'
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
let contactId = ''
let messageId = ''
let labelId = ''
let bulkId = ''

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
  contactId = (await bench.conversation(conversationId)).contact.id
  const { rows } = await owner.query('select id from labels where tenant_id = $1', [bench.tenantId])
  labelId = rows[0]?.id
  const done = await bench.run('changeConversations', { ids: [conversationId], action: { type: 'read' } })
  bulkId = done.bulkId ?? ''
}, 120_000)

afterAll(async () => {
  // The database goes with its cluster: dropping it now could meet the autovacuum of what was seeded.
  await Promise.all([owner?.end(), app?.end()])
})

const aView = () => ({
  ...{ id: newId(), memberId: bench.memberId, shared: false, box: randomBytes(60) },
  filters: { status: 'open' as const, unread: false, sort: 'newest' as const },
})

const aLabel = () => ({
  ...{ id: newId(), memberId: bench.memberId, color: 'blue' as const },
  ...{ nameIndexes: [randomBytes(32)], box: randomBytes(60) },
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
    const isAsked = (filter: { window?: string | undefined }) =>
      !(sort === 'window-closes' && filter.window === 'closed')
    const filters: (Partial<ConversationQuery> & { labelled?: true })[] = [
      {},
      { status: 'closed' },
      { status: 'open' },
      { status: 'snoozed,closed' },
      { status: 'open,snoozed,closed' },
      { assignee: 'me' as const },
      { assignee: 'none' as const },
      { channel: newId() },
      { unread: 'true' as const },
      { labelled: true },
      { priority: 'high' as const },
      { window: 'open' as const },
      { window: 'closing' as const },
      { window: 'closed' as const },
      { status: 'snoozed' },
      { labelled: true, priority: 'urgent' as const, unread: 'true' as const, window: 'closing' as const },
      { status: 'closed', assignee: 'me' as const, labelled: true, channel: newId(), window: 'open' as const },
      { status: 'open,snoozed,closed', priority: 'low' as const, window: 'open' as const, assignee: 'none' as const },
      { cursor: Buffer.from(`2026-10-20 10:00:00+00|${newId()}`).toString('base64url') },
    ]
    it.each(filters.filter(isAsked))('%o', ({ labelled, ...filter }) =>
      expectNoSeqScan(() =>
        listConversations(readsOf(sees), {
          ...{ limit: 50, status: 'open,snoozed', sort, ...filter },
          ...(labelled && { label: labelId }),
        }),
      ),
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
    ['counts of views', () => countViews(readsOf(sees))],
    ['suggested labels', () => suggestLabels(readsOf(sees), conversationId)],
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
    ['a snooze', () => bench.run('snoozeConversation', { conversationId, until: null })],
    ['a priority', () => bench.run('setPriority', { conversationId, priority: 'high' })],
    ['many', () => bench.run('changeConversations', { ids: [conversationId, newId()], action: { type: 'reopen' } })],
    [
      'many labels',
      () =>
        bench.run('changeConversations', {
          ids: [conversationId],
          action: { type: 'label', add: [labelId], remove: [] },
        }),
    ],
    ['an undo', () => bench.run('undoChanges', { bulkId })],
    ['waking', () => wakeSnoozed(bench.commands, [conversationId])],
    ['labelling', () => bench.run('setConversationLabels', { conversationId, labelIds: [labelId] })],
    ['labelling a contact', () => bench.run('setContactLabels', { contactId, labelIds: [labelId] })],
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
    ['views', query(selectViews)],
    ['a view', query((db) => selectView(db, newId()))],
    ['making a view', query((db) => insertView(db, aView()))],
    ['changing a view', query((db) => updateView(db, aView()))],
    ['removing a view', query((db) => deleteView(db, newId(), bench.memberId))],
    [
      'what a view names',
      query((db) =>
        selectNamed(db, { ...aView().filters, label: labelId, channel: bench.channelId, assignee: newId() }),
      ),
    ],
    ['labels', query(selectLabels)],
    ['a label', query((db) => selectLabel(db, labelId))],
    ['making a label', () => insertLabel(bench.tenant, aLabel())],
    ['changing a label', () => updateLabel(bench.tenant, { ...aLabel(), id: labelId })],
    ['removing a label', () => deleteLabel(bench.tenant, newId(), bench.memberId)],
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
    ['a file', () => findFile(bench.tenant, newId())],
    ['the lease of a file', () => leaseFile(bench.tenant, newId(), Date.now(), 1000)],
  ])('reads and writes %s', (_, run) => expectNoSeqScan(run))
})
