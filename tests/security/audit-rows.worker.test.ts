import { sql } from 'drizzle-orm'
import { beforeAll, expect, inject, it } from 'vitest'
import type { AuditAction } from '../../worker/contract/audit-actions.ts'
import type { NewPushSubscription } from '../../worker/contract/notification.ts'
import { asTenant } from '../../worker/db/actor.ts'
import { parkEvent } from '../../worker/features/inbox/index.ts'
import { utf8 } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'
import { openAlways } from '../features/hours/some-hours.ts'
import {
  asOwner,
  auditOf,
  call,
  credentialsOf,
  invite,
  newEmail,
  newGraphNumber,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  services,
  signIn,
  tokenOf,
} from '../support/factories.ts'
import { type InhabitedTenant, newInhabitedTenant, postPicture } from './inhabited-tenant.ts'

// Generated from the API's own description: a verb that writes and has no case here fails.

let mine: InhabitedTenant
let writes: string[]

beforeAll(async () => {
  mine = await newInhabitedTenant()
  const { body } = await call<{ paths: Record<string, Record<string, { operationId: string }>> }>(
    'GET',
    '/api/openapi.json',
  )
  writes = Object.entries(body.paths)
    // What the platform's staff do is in tests/features/staff, in both logs.
    .filter(([path]) => !path.startsWith('/admin/'))
    .flatMap(([, methods]) =>
      Object.entries(methods).flatMap(([method, { operationId }]) => (method === 'get' ? [] : [operationId])),
    )
}, 60_000)

/** Verbs that leave no row of their own, and why they may. */
const leavesNone = new Map([
  ...(
    ['getMfaPasskeyOptions', 'getSignInPasskeyOptions', 'getNewPasskeyOptions', 'getStepUpPasskeyOptions'] as const
  ).map((verb): [string, string] => [verb, 'a challenge, of which nothing follows yet']),
  ['forgotPassword', 'asks for a link; what follows it leaves a row'],
  ['verifyEmail', 'a person’s own address, in no tenant'],
  ['resendVerification', 'asks for a link'],
  ['enrollAuthenticator', 'counts for nothing until a code of it was seen'],
  ['startSso', 'leads to a provider; what follows it leaves a row'],
  ['testSso', 'asks a provider and keeps nothing'],
  ['checkChannel', 'tries credentials and keeps nothing'],
  ['searchContacts', 'reads'],
  ['countContacts', 'reads'],
  ['previewMerge', 'reads'],
  ['previewInvitation', 'reads'],
  ['search', 'reads'],
  ['saveDraft', 'what is not said yet'],
  ['noteTyping', 'what is not said yet'],
  ['notePresence', 'who looks at what, now'],
])

/** Verbs whose row a test of their own shows, since they want more than a request. */
const shownBy: Record<string, string> = {
  resetPassword: 'tests/features/identity/passwords.worker.test.ts',
  changePassword: 'tests/features/identity/passwords.worker.test.ts',
  resendInvitation: 'tests/features/team/team.worker.test.ts',
  answerMfa: 'tests/features/factors/totp.worker.test.ts',
  signInByPasskey: 'tests/features/factors/passkeys.worker.test.ts',
  verifyAuthenticator: 'tests/features/factors/totp.worker.test.ts',
  renewRecoveryCodes: 'tests/features/factors/totp.worker.test.ts',
  removeAuthenticator: 'tests/features/factors/totp.worker.test.ts',
  addPasskey: 'tests/features/factors/passkeys.worker.test.ts',
  removePasskey: 'tests/features/factors/passkeys.worker.test.ts',
  stepUp: 'tests/features/factors/step-up.worker.test.ts',
  leaveOrganization: 'tests/features/team/departures.worker.test.ts',
  transferOwnership: 'tests/features/team/departures.worker.test.ts',
  switchOrganization: 'tests/features/identity/organizations.worker.test.ts',
  createApiToken: 'tests/features/api-tokens/api-tokens.worker.test.ts',
  revokeApiToken: 'tests/features/api-tokens/api-tokens.worker.test.ts',
  finishSso: 'tests/features/sso/sso.worker.test.ts',
  changeSso: 'tests/features/sso/sso.worker.test.ts',
  addSsoDomain: 'tests/features/sso/sso.worker.test.ts',
  checkSsoDomain: 'tests/features/sso/sso.worker.test.ts',
  removeSsoDomain: 'tests/features/sso/sso.worker.test.ts',
  replayUnroutedEvent: 'tests/features/webhooks/replay-unrouted.worker.test.ts',
}

const text = () => ({ clientMessageId: newId(), type: 'text', text: { body: 'Hello' } })
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()
type Made = { id: string }
type Act = () => Promise<unknown>
const by =
  (method: string, path: () => string, body?: () => object, who = () => mine.owner): Act =>
  () =>
    who().call(method, `/api${path()}`, body?.())
const at = (rest: string) => () => `/conversations/${mine.ids.conversationId}${rest}`
const person = (rest: string) => () => `/contacts/${mine.ids.contactId}${rest}`
/** Makes a thing and does something with it. */
const made =
  (path: () => string, body: () => object, then: (id: string) => Promise<unknown>): Act =>
  async () =>
    then((await mine.owner.call<Made>('POST', `/api${path()}`, body())).body.id)
const withMember = async (run: (member: Person) => Promise<unknown>) => run(await newMember(mine.owner, 'agent'))

/** In this order: what removes a thing comes last. */
const cases: [operationId: string, action: AuditAction, act: Act][] = [
  [
    'changeTenant',
    'tenant.changed',
    by(
      'PATCH',
      () => '/tenant',
      () => ({ name: 'Another' }),
    ),
  ],
  [
    'changeOnboarding',
    'tenant.onboarding',
    by(
      'PATCH',
      () => '/onboarding',
      () => ({ step: 'team', as: 'skipped' }),
    ),
  ],
  [
    'changeMember',
    'member.changed',
    () =>
      withMember((member) => mine.owner.call('PATCH', `/api/team/members/${member.me.memberId}`, { role: 'viewer' })),
  ],
  [
    'removeMember',
    'member.removed',
    () => withMember((member) => mine.owner.call('DELETE', `/api/team/members/${member.me.memberId}`)),
  ],
  ['inviteMember', 'invitation.created', () => invite(mine.owner, 'agent')],
  ['withdrawInvitation', 'invitation.withdrawn', by('DELETE', () => `/team/invitations/${mine.ids.invitationId}`)],
  [
    'createTeam',
    'team.created',
    by(
      'POST',
      () => '/teams',
      () => ({ name: 'North', memberIds: [] }),
    ),
  ],
  [
    'changeTeam',
    'team.changed',
    by(
      'PATCH',
      () => `/teams/${mine.ids.teamId}`,
      () => ({ name: 'South' }),
    ),
  ],
  [
    'setBusinessHours',
    'hours.changed',
    by(
      'PUT',
      () => '/business-hours',
      () => openAlways(),
    ),
  ],
  [
    'replacePrices',
    'prices.changed',
    by(
      'PUT',
      () => '/message-prices',
      () => ({ prices: [] }),
    ),
  ],
  [
    'connectChannel',
    'channel.connected',
    async () => mine.owner.call('POST', '/api/channels', credentialsOf(await newGraphNumber())),
  ],
  [
    'changeChannel',
    'channel.changed',
    by(
      'PATCH',
      () => `/channels/${mine.ids.channelId}`,
      () => ({ name: 'Till' }),
    ),
  ],
  [
    'syncTemplates',
    'templates.synced',
    by(
      'POST',
      () => '/templates/sync',
      () => ({ channelId: mine.ids.channelId }),
    ),
  ],
  [
    'createLabel',
    'label.created',
    by(
      'POST',
      () => '/labels',
      () => ({ name: 'Late', color: 'red' }),
    ),
  ],
  [
    'changeLabel',
    'label.changed',
    by(
      'PATCH',
      () => `/labels/${mine.ids.labelId}`,
      () => ({ color: 'blue' }),
    ),
  ],
  [
    'createView',
    'view.created',
    by(
      'POST',
      () => '/views',
      () => ({ name: 'New', filters: {} }),
    ),
  ],
  [
    'changeView',
    'view.changed',
    by(
      'PATCH',
      () => `/views/${mine.ids.viewId}`,
      () => ({ name: 'Newer' }),
    ),
  ],
  [
    'createCannedResponse',
    'canned_response.created',
    by(
      'POST',
      () => '/canned-responses',
      () => ({ shared: true, shortcut: 'bye', body: 'Bye' }),
    ),
  ],
  [
    'changeCannedResponse',
    'canned_response.changed',
    by(
      'PATCH',
      () => `/canned-responses/${mine.ids.cannedResponseId}`,
      () => ({ body: 'Bye' }),
    ),
  ],
  [
    'createAttribute',
    'attribute.created',
    by(
      'POST',
      () => '/attributes',
      () => ({ name: 'Size', key: 'size', kind: 'text' }),
    ),
  ],
  [
    'changeAttribute',
    'attribute.changed',
    by(
      'PATCH',
      () => `/attributes/${mine.ids.attributeId}`,
      () => ({ name: 'Sizes' }),
    ),
  ],
  [
    'createSegment',
    'segment.created',
    by(
      'POST',
      () => '/segments',
      () => ({ name: 'All', filters: {} }),
    ),
  ],
  [
    'changeSegment',
    'segment.changed',
    by(
      'PATCH',
      () => `/segments/${mine.ids.segmentId}`,
      () => ({ name: 'Most' }),
    ),
  ],
  [
    'createContact',
    'contact.created',
    by(
      'POST',
      () => '/contacts',
      () => ({ phone: '+31612345679' }),
    ),
  ],
  ['editContact', 'contact.changed', by('PATCH', person(''), () => ({ name: 'Ana Novak' }))],
  ['setConsent', 'contact.consent', by('PUT', person('/consent'), () => ({ marketing: 'withdrawn' }))],
  ['addContactNote', 'contact.noted', by('POST', person('/notes'), () => ({ text: 'Calls late' }))],
  ['removeContactNote', 'contact.note_removed', by('DELETE', () => person(`/notes/${mine.ids.noteId}`)())],
  ['blockContact', 'contact.blocked', by('PUT', person('/block'))],
  ['unblockContact', 'contact.unblocked', by('DELETE', person('/block'))],
  ['setContactLabels', 'contact.labelled', by('PUT', person('/labels'), () => ({ labelIds: [] }))],
  ['unmergeContacts', 'contact.unmerged', by('DELETE', () => person(`/merges/${mine.ids.mergedContactId}`)())],
  ['mergeContacts', 'contact.merged', by('POST', person('/merge'), () => ({ contactId: mine.ids.mergedContactId }))],
  ['assignConversation', 'conversation.assigned', by('PUT', at('/assignee'), () => ({ memberId: mine.ids.memberId }))],
  ['setConversationLabels', 'conversation.labelled', by('PUT', at('/labels'), () => ({ labelIds: [] }))],
  ['setPriority', 'conversation.prioritised', by('PUT', at('/priority'), () => ({ priority: 'high' }))],
  ['snoozeConversation', 'conversation.snoozed', by('PUT', at('/snooze'), () => ({ until: null }))],
  ['closeConversation', 'conversation.closed', by('POST', at('/closure'))],
  ['reopenConversation', 'conversation.reopened', by('DELETE', at('/closure'))],
  [
    'changeConversations',
    'conversation.closed',
    by(
      'POST',
      () => '/conversations/bulk',
      () => ({ ids: [mine.ids.conversationId], action: { type: 'close' } }),
    ),
  ],
  [
    'undoChanges',
    'conversation.reopened',
    async () => {
      await mine.owner.call('DELETE', `/api${at('/closure')()}`)
      const close = { ids: [mine.ids.conversationId], action: { type: 'close' } }
      const { body } = await mine.owner.call<{ bulkId: string }>('POST', '/api/conversations/bulk', close)
      return mine.owner.call('POST', `/api/conversations/bulk/${body.bulkId}/undo`)
    },
  ],
  ['sendMessage', 'message.written', by('POST', at('/messages'), text)],
  [
    'retryMessage',
    'message.retried',
    made(at('/messages'), text, async (id) => {
      await asOwner(sql`update messages set status = 'failed', failure_code = 131000 where id = ${id}::uuid`)
      return mine.owner.call('POST', `/api/messages/${id}/retry`)
    }),
  ],
  [
    'startConversation',
    'message.written',
    by(
      'POST',
      () => '/conversations',
      () => ({ channelId: mine.ids.channelId, phone: `+${mine.phone}`, message: text() }),
    ),
  ],
  [
    'markRead',
    'conversation.read',
    async () => {
      await asOwner(sql`update conversations set unread_count = 2 where id = ${mine.ids.conversationId}::uuid`)
      return mine.owner.call('POST', `/api${at('/read')()}`)
    },
  ],
  [
    'scheduleMessage',
    'message.scheduled',
    by('POST', at('/scheduled'), () => ({ sendAt: inAnHour(), message: text() })),
  ],
  [
    'changeScheduled',
    'message.schedule_changed',
    by(
      'PATCH',
      () => `/scheduled-messages/${mine.ids.scheduledId}`,
      () => ({ sendAt: inAnHour() }),
    ),
  ],
  ['cancelScheduled', 'message.schedule_cancelled', by('DELETE', () => `/scheduled-messages/${mine.ids.scheduledId}`)],
  [
    'sendScheduledNow',
    'message.written',
    made(
      at('/scheduled'),
      () => ({ sendAt: inAnHour(), message: text() }),
      (id) => mine.owner.call('POST', `/api/scheduled-messages/${id}/send`),
    ),
  ],
  ['uploadMedia', 'media.uploaded', () => postPicture(mine.owner, mine.ids.channelId)],
  [
    'replayParkedEvent',
    'event.replayed',
    async () => {
      const id = newId()
      const box = await services.intake.seal(utf8('[]'), 'journal')
      await parkEvent(asTenant(services.db, mine.tenantId), {
        id,
        channelId: mine.ids.channelId,
        kind: 'journal',
        reason: 'Error',
        box,
      })
      return mine.owner.call('POST', `/api/parked-events/${id}/replay`)
    },
  ],
  [
    'searchWebhookEvents',
    'event.traced',
    by(
      'POST',
      () => '/webhook-events/search',
      () => ({}),
    ),
  ],
  [
    'readNotification',
    'notification.read',
    () => mine.member.call('POST', `/api/notifications/${mine.ids.notificationId}/read`),
  ],
  [
    'readAllNotifications',
    'notification.read',
    async () => {
      await asOwner(sql`update notifications set read_at = null where member_id = ${mine.ids.memberId}::uuid`)
      return mine.member.call('POST', '/api/notifications/read')
    },
  ],
  [
    'changeNotificationSettings',
    'notifications.changed',
    by(
      'PUT',
      () => '/notification-settings',
      () => ({ muted: [], pushed: [], sound: false, detail: 'none', quiet: null, zone: 'UTC' }),
    ),
  ],
  [
    'subscribePush',
    'push.subscribed',
    async () => {
      const browser = await fetch(`${inject('services').pushUrl}/__subscriptions`, { method: 'POST' })
      const { endpoint, keys } = (await browser.json()) as NewPushSubscription
      return mine.member.call('POST', '/api/push-subscriptions', { endpoint, keys })
    },
  ],
  [
    'unsubscribePush',
    'push.unsubscribed',
    () => mine.member.call('DELETE', `/api/push-subscriptions/${mine.ids.pushSubscriptionId}`),
  ],
  ['signIn', 'session.started', () => signIn(mine.owner.me.email)],
  [
    'endSession',
    'session.ended',
    async () => {
      const other = await signIn(mine.owner.me.email)
      const { body } = await other.call<{ data: { id: string; current: boolean }[] }>('GET', '/api/auth/sessions')
      return mine.owner.call('DELETE', `/api/auth/sessions/${body.data.find(({ current }) => current)?.id}`)
    },
  ],
  [
    'endSessions',
    'session.ended',
    async () => {
      await signIn(mine.owner.me.email)
      return mine.owner.call('DELETE', '/api/auth/sessions')
    },
  ],
  ['signOut', 'session.ended', async () => (await signIn(mine.owner.me.email)).call('POST', '/api/auth/signout')],
  [
    'acceptInvitation',
    'member.joined',
    async () => {
      const token = tokenOf(await invite(mine.owner, 'agent', newEmail()))
      return call('POST', '/api/auth/invitations/accept', { token, name: 'New', password: PASSWORD })
    },
  ],
  ['removeLabel', 'label.removed', by('DELETE', () => `/labels/${mine.ids.labelId}`)],
  ['removeView', 'view.removed', by('DELETE', () => `/views/${mine.ids.viewId}`)],
  [
    'removeCannedResponse',
    'canned_response.removed',
    by('DELETE', () => `/canned-responses/${mine.ids.cannedResponseId}`),
  ],
  ['removeSegment', 'segment.removed', by('DELETE', () => `/segments/${mine.ids.segmentId}`)],
  ['removeAttribute', 'attribute.removed', by('DELETE', () => `/attributes/${mine.ids.attributeId}`)],
  ['removeTeam', 'team.deleted', by('DELETE', () => `/teams/${mine.ids.teamId}`)],
  ['removeContact', 'contact.removed', by('DELETE', person(''))],
  ['restoreContact', 'contact.restored', by('DELETE', person('/removal'))],
  ['removeChannel', 'channel.disconnected', by('DELETE', () => `/channels/${mine.ids.channelId}`)],
]

it('every verb that writes has a case, or a reason to have none', () => {
  const known = [...cases.map(([operationId]) => operationId), ...leavesNone.keys(), ...Object.keys(shownBy), 'signUp']
  expect(known.sort()).toEqual([...writes].sort())
})

it.each(cases)('%s leaves a row: %s', async (_, action, act) => {
  const rows = async () => (await auditOf(mine.owner)).filter((row) => row.action === action)
  const before = (await rows()).length
  const answer = await act()
  const after = await rows()
  expect(after.length, JSON.stringify(answer)).toBeGreaterThan(before)
  expect(after.at(-1)?.memberId, 'who did it').not.toBeNull()
  expect(after.at(-1)?.requestId, 'by which request').not.toBeNull()
  // Whoever joins has no session before.
  if (action !== 'member.joined') expect(after.at(-1)?.sessionId, 'through what').not.toBeNull()
})

it('signUp leaves a row: tenant.created', async () => {
  expect((await auditOf(await newTenant())).map(({ action }) => action)).toEqual(['tenant.created', 'session.started'])
})
