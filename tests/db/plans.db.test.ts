import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { AuditQuery } from '../../worker/contract/audit.ts'
import { type ConversationQuery, conversationSorts } from '../../worker/contract/conversation.ts'
import { asActor } from '../../worker/db/actor.ts'
import { connect } from '../../worker/db/connect.ts'
import {
  type Group,
  type Scope,
  selectFirstReplies,
  selectMessageFigures,
  selectOpened,
  selectResolutions,
} from '../../worker/features/analytics/repo.ts'
import { listAudit } from '../../worker/features/audit/list.ts'
import { checkChain, EMPTY_CHAIN, selectHash, selectStart } from '../../worker/features/audit/repo.ts'
import { selectCanned, selectCannedFiles, selectOneCanned } from '../../worker/features/canned/repo.ts'
import {
  findChannelRow,
  hasNumber,
  selectChannels,
  selectEvents,
  selectHealth,
} from '../../worker/features/channels/repo/channels.ts'
import { findChannelPlace, touchChannels } from '../../worker/features/channels/repo/sending.ts'
import { listAttributes } from '../../worker/features/contacts/attributes.ts'
import { countMatching, getContact, previewMerge, searchContacts } from '../../worker/features/contacts/contacts.ts'
import { contactWrites } from '../../worker/features/contacts/index.ts'
import { selectGroupChannels } from '../../worker/features/contacts/repo/reads.ts'
import { countSegment, listSegments } from '../../worker/features/contacts/segments.ts'
import { deleteDraft, selectDraft, selectDraftFiles } from '../../worker/features/drafts/repo.ts'
import { selectHours, upsertHours } from '../../worker/features/hours/repo.ts'
import { selectMembership, selectOpenInvitations } from '../../worker/features/identity/repo.ts'
import {
  assignWaiting,
  closeQuiet,
  findNewestInbound,
  findOpenAttempts,
  freeAbandoned,
  getCounts,
  getQueue,
  listConversations,
  listMessages,
  nextDue,
  readMessages,
  releaseAttempts,
  sendAutomatic,
  wakeSnoozed,
} from '../../worker/features/inbox/index.ts'
import { suggestLabels } from '../../worker/features/inbox/label-commands.ts'
import { insertAutomatic } from '../../worker/features/inbox/repo/automatic.ts'
import {
  selectFacts,
  selectForRetry,
  selectMentionable,
  selectTemplate,
  selectUploads,
} from '../../worker/features/inbox/repo/commands.ts'
import { selectParked, selectParkedBox } from '../../worker/features/inbox/repo/parked.ts'
import { selectNotices, selectSpot } from '../../worker/features/inbox/repo/reads.ts'
import {
  expireHeld,
  finishScheduled,
  holdScheduled,
  postponeHeld,
  selectOneScheduled,
  selectScheduled,
  selectScheduledByClientId,
  takeScheduled,
} from '../../worker/features/inbox/repo/scheduled.ts'
import { deleteLabel, insertLabel, selectLabel, selectLabels, updateLabel } from '../../worker/features/labels/repo.ts'
import { findFile, leaseFile } from '../../worker/features/media/repo.ts'
import {
  insertClosingWindows,
  insertNotices,
  insertUnassigned,
  readNotifications,
  selectNotifications,
  selectSettings,
  selectSubscriptions,
} from '../../worker/features/notifications/repo.ts'
import { countFreeForm, selectFreeEntry, selectPrices } from '../../worker/features/prices/repo.ts'
import { selectInvitations, selectMember, selectMembers, selectTeams } from '../../worker/features/team/repo/team.ts'
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
import {
  selectChannelTraces,
  selectMessageTraces,
  selectParkedTraces,
  selectStatusTraces,
  type TraceQuery,
} from '../../worker/features/webhooks/repo/traces.ts'
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
let otherContactId = ''
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
  otherContactId = (await bench.run('createContact', { phone: anyPhone() })).contactId
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
  filters: { status: 'open' as const, unread: false, failed: false, mentioned: false, sort: 'newest' as const },
})

const aLabel = () => ({
  ...{ id: newId(), memberId: bench.memberId, color: 'blue' as const },
  ...{ nameIndexes: [randomBytes(32)], box: randomBytes(60) },
})

const anAnswer = () => ({
  ...{ id: newId(), conversationId, kind: 'away' as const, clientMessageId: newId() },
  ...{ box: randomBytes(60), atMs: Date.now(), seq: Date.now(), eventKey: randomBytes(32) },
})

/** A message, what quotes it, and what becomes of it. */
async function rewrite(type: 'edit' | 'revoke') {
  const [target, customer] = [anyWamid(), { phone: anyPhone() }]
  const of = { customer, targetWamid: target }
  await bench.apply([make.text(target, 'Hi', { customer }), make.text(anyWamid(), 'That', of)])
  await bench.apply([make.text(anyWamid(), '', { ...of, type, content: {} })])
}

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
      { team: newId() },
      { contact: newId() },
      { mentioned: 'me' as const },
      { unread: 'true' as const },
      { failed: 'true' as const },
      { team: newId(), priority: 'high' as const },
      { mentioned: 'me' as const, window: 'open' as const },
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
    ['the queue', () => getQueue(readsOf(sees))],
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

describe('the audit log', () => {
  const query = { limit: 25, format: 'json' as const }
  it.each<[string, Partial<AuditQuery>]>([
    ['all', {}],
    ['of a member', { actor: newId() }],
    ['of the system', { actor: 'system' }],
    ['of an action', { action: 'tenant.changed' }],
    ['of a subject', { subject: newId() }],
    ['of a time', { from: '2026-10-20T10:00:00.000Z', to: '2026-10-21T10:00:00.000Z' }],
    ['of all that', { actor: newId(), action: 'seed.row', subject: newId(), from: '2026-10-20T10:00:00.000Z' }],
    ['after a page', { cursor: Buffer.from(`2026-10-20 10:00:00+00|${newId()}`).toString('base64url') }],
  ])('lists %s', (_, filter) => expectNoSeqScan(() => listAudit(readsOf('all'), { ...query, ...filter })))

  it('follows its chain, finds where it begins, and the hash of a position', () =>
    expectNoSeqScan(() => {
      const { tenant } = bench
      return tenant.batch(checkChain(tenant, EMPTY_CHAIN, 100), selectStart(tenant), selectHash(tenant, 5))
    }))
})

it('a supervisor’s look at a thread finds no scan', () => expectNoSeqScan(() => bench.thread(conversationId)))

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
    ['an edit, and what quotes the edited', () => rewrite('edit')],
    ['a revocation', () => rewrite('revoke')],
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
    ['a look for somebody', () => assignWaiting(bench.commands, [conversationId, newId()], [bench.memberId])],
    ['a look at who is away', () => freeAbandoned(bench.commands, { online: [], viewing: [], leftAtMs: {} })],
    ['a look at what is quiet', () => closeQuiet(bench.commands)],
    ['what is said by itself', () => sendAutomatic(bench.commands, [conversationId, newId()])],
    ['the message that is said', () => bench.tenant.batch(insertAutomatic(bench.tenant, anAnswer()))],
    ['the newest message of a customer', () => findNewestInbound(bench.tenant, bench.vault, newId())],
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

describe.each<[string, Partial<TraceQuery>]>([
  ['time', {}],
  ['a number', { phones: [new Uint8Array(32)] }],
  ['a wamid', { wamids: [new Uint8Array(32)] }],
  ['the next page of time', { after: { us: '1793000000000000', rank: 1, key: `\\x${'00'.repeat(32)}` } }],
])('what became of events by %s', (_, more) => {
  const range = { from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z' }
  const query: TraceQuery = { ...range, phones: null, wamids: null, after: null, limit: 51, ...more }
  it.each<[string, (db: InboxBench['tenant']) => PromiseLike<unknown>]>([
    ['messages', (db) => selectMessageTraces(db, query)],
    ['statuses', (db) => selectStatusTraces(db, query, false)],
    ['statuses that wait', (db) => selectStatusTraces(db, query, true)],
    ['notices', (db) => selectChannelTraces(db, query)],
    ['parked events', (db) => selectParkedTraces(db, query)],
  ])('reads %s', (__, build) => expectNoSeqScan(() => bench.tenant.batch(build(bench.tenant))))
})

describe('analytics', () => {
  const period = { from: '2026-10-01T00:00:00Z', to: '2026-10-08T00:00:00Z' }
  const steps = { granularity: 'day', tz: 'Europe/Amsterdam' } as const
  const groups: Group[] = [{}, { steps }, { by: 'channel' }, { by: 'member' }, { steps, by: 'member' }]
  const scopes: Partial<Scope>[] = [
    {},
    { memberId: newId() },
    { channelId: newId() },
    { teamId: newId() },
    { memberId: newId(), channelId: newId(), teamId: newId() },
  ]
  it.each(groups.flatMap((group) => scopes.map((scope) => ({ group, scope }))))('by $group of $scope', (each) => {
    const [{ group }, scope] = [each, { ...period, ...each.scope }]
    return expectNoSeqScan(() =>
      bench.tenant.batch(
        selectMessageFigures(bench.tenant, scope, group),
        selectOpened(bench.tenant, scope, group),
        selectFirstReplies(bench.tenant, scope, group),
        selectResolutions(bench.tenant, scope, group),
      ),
    )
  })
})

describe.each(['all', 'own'] as const)('customers, for an agent who sees %s', (sees) => {
  const at = '2026-10-20T10:00:00.000Z'
  const cursor = Buffer.from(`2026-10-20 10:00:00+00|${newId()}`).toString('base64url')
  it.each([
    {},
    { cursor },
    { q: '+4915112345678' },
    { filters: { countries: ['DE', 'NL'] } },
    { filters: { labelIds: [newId()] } },
    { filters: { consent: 'granted' as const, blocked: false } },
    { filters: { consent: 'withdrawn' as const, blocked: true } },
    { filters: { createdAfter: at, createdBefore: at } },
    { filters: { seenAfter: at, seenBefore: at } },
    { filters: { attributes: [{ attributeId: newId(), value: 'a' }] } },
  ])('lists %o', (search) =>
    expectNoSeqScan(() => searchContacts(readsOf(sees), { limit: 50, filters: {}, ...search })),
  )
  it('counts', () => expectNoSeqScan(() => countMatching(readsOf(sees), { seenAfter: at })))
  it('reads one', () => expectNoSeqScan(() => getContact(readsOf(sees), contactId)))
  it('compares two', () => expectNoSeqScan(() => previewMerge(readsOf(sees), contactId, { contactId: otherContactId })))
  it('reads attributes and segments', () =>
    expectNoSeqScan(async () => {
      await listAttributes(readsOf(sees).asActor, bench.vault)
      await listSegments(readsOf(sees))
      await countSegment(readsOf(sees), newId())
    }))
})

describe('what the team says of a customer', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a new contact', () => bench.run('createContact', { phone: anyPhone(), email: 'a@example.test' })],
    ['an edit', () => bench.run('editContact', { contactId, changes: { name: 'Ana', email: 'b@example.test' } })],
    ['a consent', () => bench.run('setConsent', { contactId, marketing: 'granted', source: 'agent' })],
    ['a block', () => bench.run('setBlocked', { contactId, blocked: false })],
    ['a note', () => bench.run('addContactNote', { contactId, text: 'Hm' })],
    ['a note that goes', () => bench.run('removeContactNote', { contactId, noteId: newId() })],
    ['a merge', () => bench.run('mergeContacts', { contactId, mergedId: otherContactId })],
    ['its end', () => bench.run('unmergeContacts', { contactId, mergedId: otherContactId })],
    ['a removal', () => bench.run('removeContact', { contactId: otherContactId })],
    ['its end', () => bench.run('restoreContact', { contactId: otherContactId })],
    ['an erasing', () => bench.tenant.batch(...contactWrites.eraseContacts(bench.tenant, newId(), [newId()]))],
    ['the files of an erased', () => bench.tenant.batch(contactWrites.selectFiles(bench.tenant, [newId()]))],
    ['who is due', () => bench.tenant.batch(contactWrites.selectRemoved(bench.tenant, newId()))],
    ['values', () => bench.tenant.batch(contactWrites.deleteAttributeValues(bench.tenant, [newId()], newId()))],
    ['where to block', () => bench.tenant.batch(selectGroupChannels(bench.tenant, contactId))],
  ])('reads and writes %s', (_, run) => expectNoSeqScan(run))
})

describe('everything else', () => {
  const query = (build: (db: InboxBench['tenant']) => PromiseLike<unknown>) => () =>
    bench.tenant.batch(build(bench.tenant))
  it.each<[string, () => Promise<unknown>]>([
    ['teams', query(selectTeams)],
    ['notifications', query((db) => selectNotifications(db, bench.memberId, { unread: false, limit: 25 }, null))],
    ['unread notifications', query((db) => selectNotifications(db, bench.memberId, { unread: true, limit: 25 }, null))],
    ['reading a notification', query((db) => readNotifications(db, bench.memberId, newId()))],
    ['reading all notifications', query((db) => readNotifications(db, bench.memberId, null))],
    [
      'notices',
      query((db) => insertNotices(db, [{ memberId: bench.memberId, kind: 'mention', conversationId, messageId }])),
    ],
    ['who waits with nobody', query(insertUnassigned)],
    ['windows that close', query((db) => insertClosingWindows(db, [bench.memberId]))],
    ['how a member is told', query((db) => selectSettings(db, bench.memberId))],
    ['browsers', query((db) => selectSubscriptions(db, bench.memberId))],
    ['whom a note can tell', query((db) => selectMentionable(db, [newId()], null))],
    ['a spot', query((db) => selectSpot(db, newId()))],
    ['views', query(selectViews)],
    ['a view', query((db) => selectView(db, newId()))],
    ['making a view', query((db) => insertView(db, aView()))],
    ['changing a view', query((db) => updateView(db, aView()))],
    ['removing a view', query((db) => deleteView(db, newId(), bench.memberId))],
    [
      'what a view names',
      query((db) =>
        selectNamed(db, {
          ...aView().filters,
          team: newId(),
          label: labelId,
          channel: bench.channelId,
          assignee: newId(),
        }),
      ),
    ],
    ['labels', query(selectLabels)],
    ['a label', query((db) => selectLabel(db, labelId))],
    ['making a label', () => insertLabel(bench.tenant, aLabel())],
    ['changing a label', () => updateLabel(bench.tenant, { ...aLabel(), id: labelId })],
    ['removing a label', () => deleteLabel(bench.tenant, newId(), bench.memberId)],
    ['members', query(selectMembers)],
    ['a member', query((db) => selectMember(db, newId()))],
    ['the member of a user', () => selectMembership(bench.tenant, newId())],
    ['open invitations', query(selectOpenInvitations)],
    ['invitations', query(selectInvitations)],
    ['channels', query(selectChannels)],
    ['a channel', () => findChannelRow(bench.tenant, bench.channelId)],
    ['a number', () => hasNumber(bench.tenant, '123')],
    ['the place of a channel', () => findChannelPlace(bench.tenant, bench.channelId)],
    ['touching channels', () => touchChannels(bench.tenant, [bench.channelId])],
    ['the health of a channel', () => selectHealth(bench.tenant, bench.channelId)],
    ['Meta’s news', query((db) => selectEvents(db, bench.channelId, 25, null))],
    ['older news', query((db) => selectEvents(db, bench.channelId, 25, { at: '2026-10-20 10:00:00+00', id: newId() }))],
    ['templates', query((db) => selectTemplates(db, null))],
    ['templates of a channel', query((db) => selectTemplates(db, bench.channelId))],
    ['a template', query((db) => selectTemplate(db, bench.wabaId, 'template_1', 'en'))],
    ['parked events', query(selectParked)],
    ['a parked event', query((db) => selectParkedBox(db, newId()))],
    ['hours', query(selectHours)],
    ['setting hours', query((db) => upsertHours(db, randomBytes(60), true))],
    ['facts', query((db) => selectFacts(db, newId()))],
    ['what may be retried', query((db) => selectForRetry(db, newId()))],
    ['uploads', query((db) => selectUploads(db, [newId()], bench.channelId))],
    ['what waits to be sent', query((db) => selectScheduled(db, newId()))],
    ['one that waits', query((db) => selectOneScheduled(db, newId()))],
    ['one by its client id', query((db) => selectScheduledByClientId(db, 'client-1'))],
    ['taking one', query((db) => takeScheduled(db, newId(), ['waiting']))],
    ['the end of one', query((db) => finishScheduled(db, newId()))],
    ['holding one', query((db) => holdScheduled(db, newId(), 'refused'))],
    [
      'files of a draft',
      query((db) =>
        selectDraftFiles(db, { memberId: newId(), conversationId: newId(), mediaIds: [newId()], since: new Date(0) }),
      ),
    ],
    ['the end of a held one', query((db) => expireHeld(db, newId(), new Date(0).toISOString()))],
    ['postponing a held one', query((db) => postponeHeld(db, newId(), 30))],
    ['what is said of customers', query((db) => selectNotices(db, [newId()]))],
    ['prices', query(selectPrices)],
    ['replies of the month', query((db) => countFreeForm(db, bench.channelId, new Date(0), 1000))],
    ['what an ad made free', query((db) => selectFreeEntry(db, newId(), new Date(0)))],
    ['canned replies', query((db) => selectCanned(db, 500))],
    ['a canned reply', query((db) => selectOneCanned(db, newId()))],
    ['files of a canned reply', query((db) => selectCannedFiles(db, [newId()]))],
    ['a draft', query((db) => selectDraft(db, newId(), newId()))],
    [
      'the end of a draft',
      query((db) =>
        deleteDraft(db, { memberId: newId(), conversationId: newId(), basedOn: new Date(0).toISOString() }),
      ),
    ],
    ['a file', () => findFile(bench.tenant, newId())],
    ['the lease of a file', () => leaseFile(bench.tenant, newId(), Date.now(), 1000)],
  ])('reads and writes %s', (_, run) => expectNoSeqScan(run))
})
