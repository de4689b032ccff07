import { beforeAll, describe, expect, it } from 'vitest'
import type { BulkResult } from '../../worker/contract/bulk.ts'
import { newId } from '../../worker/kit/ids.ts'
import { type Answer, call, newMember } from '../support/factories.ts'
import { type InhabitedTenant, newInhabitedTenant, postPicture, settled, snapshot } from './inhabited-tenant.ts'

// Generated from the API's own description: a route, path parameter or id in a body that has no case here fails.

interface Schema {
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}
interface Operation {
  operationId: string
  parameters?: { in: string; name: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
interface Route {
  method: string
  path: string
  operation: Operation
}

let mine: InhabitedTenant
let theirs: InhabitedTenant
let routes: Route[]
let before: Record<string, string>

beforeAll(async () => {
  ;[mine, theirs] = await Promise.all([newInhabitedTenant(), newInhabitedTenant()])
  const { body } = await call<{ paths: Record<string, Record<string, Operation>> }>('GET', '/api/openapi.json')
  routes = Object.entries(body.paths)
    // Those of the platform's staff know no tenant's session: tests/features/staff tries each of them.
    .filter(([path]) => !path.startsWith('/admin/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
  before = await settled(theirs.tenantId)
}, 60_000)

const text = () => ({ clientMessageId: newId(), type: 'text', text: { body: 'Hello' } })

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/** A valid body for each route whose path names an id. */
const bodies: Record<string, () => object> = {
  assignConversation: () => ({ memberId: mine.ids.memberId }),
  noteTyping: () => ({ typing: true }),
  sendMessage: text,
  setConversationLabels: () => ({ labelIds: [mine.ids.labelId] }),
  setContactLabels: () => ({ labelIds: [mine.ids.labelId] }),
  snoozeConversation: () => ({ until: null }),
  setPriority: () => ({ priority: 'high' }),
  changeView: () => ({ name: 'Mine now' }),
  changeLabel: () => ({ name: 'Mine now' }),
  scheduleMessage: () => ({ sendAt: inAnHour(), message: text() }),
  changeScheduled: () => ({ sendAt: inAnHour() }),
  sendScheduledNow: () => ({ despiteTyping: true }),
  saveDraft: () => ({ mode: 'reply', text: 'Hello', note: '', buttons: [] }),
  changeCannedResponse: () => ({ body: 'Mine now' }),
  changeMember: () => ({ role: 'viewer' }),
  changeTeam: () => ({ name: 'Mine now' }),
  changeChannel: () => ({ name: 'Mine now' }),
  editContact: () => ({ name: 'Mine now' }),
  setConsent: () => ({ marketing: 'withdrawn' }),
  addContactNote: () => ({ text: 'Mine now' }),
  previewMerge: () => ({ contactId: mine.ids.contactId }),
  mergeContacts: () => ({ contactId: mine.ids.contactId }),
  changeAttribute: () => ({ name: 'Mine now' }),
  changeSegment: () => ({ name: 'Mine now' }),
}

/** Routes that name nothing of a tenant by id, and are not plain reads. */
const nameNothing = new Set([
  ...['forgotPassword', 'resetPassword', 'changePassword', 'verifyEmail', 'resendVerification'],
  ...['signUp', 'signIn', 'signOut', 'previewInvitation', 'acceptInvitation', 'leaveOrganization'],
  ...['endSessions', 'answerMfa', 'getMfaPasskeyOptions', 'getSignInPasskeyOptions', 'signInByPasskey'],
  ...['enrollAuthenticator', 'verifyAuthenticator', 'removeAuthenticator', 'renewRecoveryCodes', 'stepUp'],
  ...['getNewPasskeyOptions', 'addPasskey', 'getStepUpPasskeyOptions'],
  ...[
    'createApiToken',
    'inviteMember',
    'changeTenant',
    'changeOnboarding',
    'search',
    'connectChannel',
    'checkChannel',
    'createLabel',
    'createAttribute',
  ],
  ...['startSso', 'finishSso', 'changeSso', 'testSso', 'addSsoDomain'],
  ...['readAllNotifications', 'changeNotificationSettings', 'subscribePush'],
  ...['searchWebhookEvents', 'replacePrices', 'setBusinessHours'],
])

const pathIdsOf = ({ path }: Route) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')

/** `/api` path with each parameter replaced. */
const pathWith = (route: Route, idOf: (name: string) => string) =>
  `/api${route.path.replace(/\{(\w+)\}/g, (_, name: string) => idOf(name))}`

/** The places of ids in a schema: `context.messageId`. */
function idPaths(schema: Schema, at: string[] = []): string[] {
  const own = schema.format === 'uuid' ? [at.join('.')] : []
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])]
  return [
    ...own,
    ...parts.flatMap((part) => idPaths(part, at)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => idPaths(part, [...at, name])),
  ]
}

/** Every id that requests may name beside the path: `sendMessage context.messageId`. */
function idsBesidePaths(): string[] {
  const found = routes.flatMap(({ operation }) => {
    const { operationId, parameters = [], requestBody } = operation
    const query = parameters.filter((each) => each.in === 'query').flatMap((each) => idPaths(each.schema, [each.name]))
    const body = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => idPaths(schema))
    // Lists of ids are plain text in the description.
    const lists = parameters.filter((each) => each.in === 'query' && each.name === 'ids').map(() => 'ids')
    return [...query, ...body, ...lists].map((place) => `${operationId} ${place}`)
  })
  return [...new Set(found)].sort()
}

type Ask = () => Promise<Answer<unknown>>
const ask =
  (method: string, path: string, body?: () => object): Ask =>
  () =>
    mine.owner.call(method, path, body?.())

const messageIn = (operation: string, place: string, build: () => object): [string, Ask] => [
  `${operation} ${operation === 'sendMessage' ? place : `message.${place}`}`,
  () => {
    const message = { clientMessageId: newId(), ...build() }
    const { conversationId, channelId } = mine.ids
    if (operation === 'scheduleMessage') return scheduleForeign(conversationId, message)
    return operation === 'sendMessage'
      ? mine.owner.call('POST', `/api/conversations/${conversationId}/messages`, message)
      : mine.owner.call('POST', '/api/conversations', { channelId, phone: `+${mine.phone}`, message })
  },
]

/** What it names is looked at when it is sent: then it is refused. */
async function scheduleForeign(conversationId: string, message: object): Promise<Answer<unknown>> {
  const at = `/api/conversations/${conversationId}/scheduled`
  const answer = await mine.owner.call<{ id: string }>('POST', at, { sendAt: inAnHour(), message })
  return answer.status === 201 ? mine.owner.call('POST', `/api/scheduled-messages/${answer.body.id}/send`) : answer
}

type FileKind = 'image' | 'video' | 'document'
const pictureOf = (type: FileKind, mediaId: string) => [
  { type: 'header', parameters: [{ type, [type]: { id: mediaId } }] },
]
const withPicture = (type: FileKind, mediaId = theirs.ids.mediaId) => ({
  type: 'template',
  template: { name: 'with_picture', language: { code: 'en' }, components: pictureOf(type, mediaId) },
})

/** A template that waits with an own file, and is then to have theirs. */
const refilled =
  (type: FileKind): Ask =>
  async () => {
    const message = { clientMessageId: newId(), ...withPicture('image', mine.ids.mediaId) }
    const at = `/api/conversations/${mine.ids.conversationId}/scheduled`
    const kept = await mine.owner.call<{ id: string }>('POST', at, { sendAt: inAnHour(), message })
    expect(kept.status, JSON.stringify(kept.body)).toBe(201)
    const path = `/api/scheduled-messages/${kept.body.id}`
    const answer = await mine.owner.call('PATCH', path, { components: pictureOf(type, theirs.ids.mediaId) })
    return answer.status === 200 ? mine.owner.call('POST', `${path}/send`) : answer
  }

const asking = (type: FileKind) => ({
  type: 'interactive',
  interactive: {
    type: 'button',
    header: { type, [type]: { id: theirs.ids.mediaId } },
    body: { text: 'Which one?' },
    action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'This one' } }] },
  },
})
const theirValue = () => ({ attributeId: theirs.ids.attributeId, value: theirs.words })
const withTheirValue = () => ({ filters: { attributes: [theirValue()] } })
const withTheirLabel = () => ({ filters: { labelIds: [theirs.ids.labelId] } })

/** Figures of what is not there are none, whoever's it is. */
const figures =
  (report: string, name: 'memberId' | 'channelId' | 'teamId'): Ask =>
  async () => {
    const of = (id: string) => mine.owner.call('GET', `/api/analytics/${report}?${name}=${id}&granularity=month`)
    const [foreign, nowhere] = [await of(theirs.ids[name]), await of(newId())]
    return foreign.text === nowhere.text ? { ...foreign, body: { data: [] } } : foreign
  }

/** What a member of one tenant asks, naming things of another. */
const draftWithFile = () => ({ files: [{ mediaId: theirs.ids.mediaId, filename: 'x', as: 'file' }] })

/** A draft may name anything: what is another's is not shown of it, and is refused when it is sent. */
function keptDraft(naming: () => object): Ask {
  return async () => {
    const path = `/api/conversations/${mine.ids.conversationId}/draft`
    await mine.owner.call('PUT', path, { mode: 'reply', text: 'x', note: '', buttons: [], ...naming() })
    const answer = await mine.owner.call<{ draft: { files: unknown[] } | null }>('GET', path)
    return { ...answer, body: { data: answer.body.draft?.files } }
  }
}

const cases = (): Map<string, Ask> =>
  new Map<string, Ask>([
    ['listConversations channel', ask('GET', `/api/conversations?channel=${theirs.ids.channelId}`)],
    ['listConversations team', ask('GET', `/api/conversations?team=${theirs.ids.teamId}`)],
    ['listConversations assignee', ask('GET', `/api/conversations?assignee=${theirs.ids.memberId}`)],
    ['listConversations contact', ask('GET', `/api/conversations?contact=${theirs.ids.contactId}`)],
    ['listConversations ids', ask('GET', `/api/conversations?ids=${theirs.ids.conversationId}`)],
    ['listConversations label', ask('GET', `/api/conversations?label=${theirs.ids.labelId}`)],
    [
      'setConversationLabels labelIds',
      ask('PUT', `/api/conversations/${mine.ids.conversationId}/labels`, () => ({ labelIds: [theirs.ids.labelId] })),
    ],
    [
      'setContactLabels labelIds',
      ask('PUT', `/api/contacts/${mine.ids.contactId}/labels`, () => ({ labelIds: [theirs.ids.labelId] })),
    ],
    [
      'changeConversations ids',
      async () => {
        const input = { ids: [theirs.ids.conversationId], action: { type: 'close' } }
        const answer = await mine.owner.call<BulkResult>('POST', '/api/conversations/bulk', input)
        return { ...answer, body: { data: answer.body.data.filter(({ outcome }) => outcome !== 'not_found') } }
      },
    ],
    ...Object.entries({
      memberId: () => ({ type: 'assign', memberId: theirs.ids.memberId }),
      teamId: () => ({ type: 'assign', memberId: null, teamId: theirs.ids.teamId }),
      add: () => ({ type: 'label', add: [theirs.ids.labelId] }),
      remove: () => ({ type: 'label', remove: [theirs.ids.labelId] }),
    }).map(([place, action]): [string, Ask] => [
      `changeConversations action.${place}`,
      ask('POST', '/api/conversations/bulk', () => ({ ids: [mine.ids.conversationId], action: action() })),
    ]),
    ...['createView', 'changeView'].flatMap((operation) =>
      Object.entries({ assignee: 'memberId', label: 'labelId', channel: 'channelId', team: 'teamId' } as const).map(
        ([place, name]): [string, Ask] => [
          `${operation} filters.${place}`,
          () => {
            const filters = { [place]: theirs.ids[name] }
            return operation === 'createView'
              ? mine.owner.call('POST', '/api/views', { name: 'Mine', filters })
              : mine.owner.call('PATCH', `/api/views/${mine.ids.viewId}`, { filters })
          },
        ],
      ),
    ),
    ...Object.entries({
      getOverview: 'overview',
      getMessageAnalytics: 'messages',
      getConversationAnalytics: 'conversations',
      getAgentAnalytics: 'agents',
      getAgentSteps: 'agent-steps',
    }).flatMap(([operation, report]) =>
      (['memberId', 'channelId', 'teamId'] as const).map((name): [string, Ask] => [
        `${operation} ${name}`,
        figures(report, name),
      ]),
    ),
    ...(['image', 'video', 'document'] as const).map((type): [string, Ask] => [
      `changeScheduled components.parameters.${type}.id`,
      refilled(type),
    ]),
    ['saveDraft quoteId', keptDraft(() => ({ quoteId: theirs.ids.messageId }))],
    ['saveDraft files.mediaId', keptDraft(draftWithFile)],
    ['listAuditLogs actor', ask('GET', `/api/audit-logs?actor=${theirs.ids.memberId}`)],
    ['listAuditLogs subject', ask('GET', `/api/audit-logs?subject=${theirs.ids.conversationId}`)],
    ['readMessages ids', ask('GET', `/api/messages?ids=${theirs.ids.messageId}`)],
    ['listTemplates channelId', ask('GET', `/api/templates?channelId=${theirs.ids.channelId}`)],
    ['syncTemplates channelId', ask('POST', '/api/templates/sync', () => ({ channelId: theirs.ids.channelId }))],
    [
      'assignConversation memberId',
      ask('PUT', `/api/conversations/${mine.ids.conversationId}/assignee`, () => ({ memberId: theirs.ids.memberId })),
    ],
    ...['preview', ''].map((what): [string, Ask] => [
      `${what ? 'previewMerge' : 'mergeContacts'} contactId`,
      ask('POST', `/api/contacts/${mine.ids.contactId}/merge/${what}`.replace(/\/$/, ''), () => ({
        contactId: theirs.ids.contactId,
      })),
    ]),
    [
      'createContact attributes.attributeId',
      ask('POST', '/api/contacts', () => ({ phone: '+31612345678', attributes: [theirValue()] })),
    ],
    [
      'editContact attributes.attributeId',
      ask('PATCH', `/api/contacts/${mine.ids.contactId}`, () => ({ attributes: [theirValue()] })),
    ],
    ['listContacts label', ask('GET', `/api/contacts?label=${theirs.ids.labelId}`)],
    ['searchContacts filters.labelIds', ask('POST', '/api/contacts/search', withTheirLabel)],
    ['countContacts filters.labelIds', ask('POST', '/api/contacts/count', withTheirLabel)],
    ['createSegment filters.labelIds', ask('POST', '/api/segments', () => ({ name: 'Theirs', ...withTheirLabel() }))],
    ['changeSegment filters.labelIds', ask('PATCH', `/api/segments/${mine.ids.segmentId}`, withTheirLabel)],
    ['searchContacts filters.attributes.attributeId', ask('POST', '/api/contacts/search', withTheirValue)],
    ['countContacts filters.attributes.attributeId', ask('POST', '/api/contacts/count', withTheirValue)],
    [
      'createSegment filters.attributes.attributeId',
      ask('POST', '/api/segments', () => ({ name: 'Theirs', ...withTheirValue() })),
    ],
    [
      'changeSegment filters.attributes.attributeId',
      ask('PATCH', `/api/segments/${mine.ids.segmentId}`, withTheirValue),
    ],
    [
      'assignConversation teamId',
      ask('PUT', `/api/conversations/${mine.ids.conversationId}/assignee`, () => ({
        memberId: null,
        teamId: theirs.ids.teamId,
      })),
    ],
    ['transferOwnership memberId', ask('POST', '/api/tenant/owner', () => ({ memberId: theirs.ids.memberId }))],
    ['switchOrganization tenantId', ask('POST', '/api/auth/switch', () => ({ tenantId: theirs.tenantId }))],
    ['createTeam memberIds', ask('POST', '/api/teams', () => ({ name: 'Mine', memberIds: [theirs.ids.memberId] }))],
    [
      'changeTeam memberIds',
      ask('PATCH', `/api/teams/${mine.ids.teamId}`, () => ({ memberIds: [theirs.ids.memberId] })),
    ],
    [
      'notePresence conversationId',
      ask('PUT', '/api/presence', () => ({
        connectionId: 'a'.repeat(24),
        conversationId: theirs.ids.conversationId,
      })),
    ],
    [
      'uploadMedia channelId',
      async () => {
        const { status, headers } = await postPicture(mine.owner, theirs.ids.channelId)
        return { status, headers, body: null, text: '' }
      },
    ],
    [
      'startConversation channelId',
      ask('POST', '/api/conversations', () => ({
        channelId: theirs.ids.channelId,
        phone: `+${theirs.phone}`,
        message: text(),
      })),
    ],
    [
      'startConversation contactId',
      ask('POST', '/api/conversations', () => ({
        channelId: mine.ids.channelId,
        contactId: theirs.ids.contactId,
        message: text(),
      })),
    ],
    [
      'createCannedResponse fileIds',
      ask('POST', '/api/canned-responses', () => ({
        shared: true,
        shortcut: 'mine',
        body: 'Hello',
        fileIds: [theirs.ids.mediaId],
      })),
    ],
    [
      'changeCannedResponse fileIds',
      ask('PATCH', `/api/canned-responses/${mine.ids.cannedResponseId}`, () => ({ fileIds: [theirs.ids.mediaId] })),
    ],
    ...['sendMessage', 'startConversation', 'scheduleMessage'].flatMap((operation) => [
      messageIn(operation, 'context.messageId', () => ({ ...text(), context: { messageId: theirs.ids.messageId } })),
      messageIn(operation, 'note.mentions', () => ({
        type: 'note',
        note: { body: 'Hello', mentions: [theirs.ids.memberId] },
      })),
      messageIn(operation, 'reaction.message_id', () => ({
        type: 'reaction',
        reaction: { message_id: theirs.ids.messageId, emoji: '👍' },
      })),
      ...(['image', 'video', 'audio', 'document', 'sticker'] as const).map((type) =>
        messageIn(operation, `${type}.id`, () => ({ type, [type]: { id: theirs.ids.mediaId } })),
      ),
      ...(['image', 'video', 'document'] as const).map((type) =>
        messageIn(operation, `template.components.parameters.${type}.id`, () => withPicture(type)),
      ),
      ...(['image', 'video', 'document'] as const).map((type) =>
        messageIn(operation, `interactive.header.${type}.id`, () => asking(type)),
      ),
    ]),
  ])

describe('a member of one tenant', () => {
  it('is asked about a tenant that has something to find', async () => {
    for (const [name, id] of Object.entries(theirs.ids)) expect(id, name).toMatch(/^[0-9a-f-]{36}$/)
    const seen = await theirs.owner.call('GET', `/api/conversations/${theirs.ids.conversationId}/messages`)
    expect(JSON.stringify(seen.body)).toContain(theirs.words)
    expect(Object.values(before).filter((line) => !line.startsWith('0 ')).length).toBeGreaterThan(10)
    expect(before.conversations).toMatch(/^1 /)
  })

  it('finds nothing of another behind any path, and changes nothing', async () => {
    const named = routes.filter((route) => pathIdsOf(route).length > 0)
    expect(named.length).toBeGreaterThan(10)
    for (const route of named) {
      const { operationId, requestBody } = route.operation
      const ids: Record<string, string> = theirs.ids
      for (const name of pathIdsOf(route)) expect(ids[name], `an id for ${name} of ${operationId}`).toBeDefined()
      if (requestBody) expect(bodies, `a body for ${operationId}`).toHaveProperty(operationId)
      const body = requestBody && bodies[operationId]?.()
      const foreign = await mine.owner.call<Record<string, unknown>>(
        route.method,
        pathWith(route, (name) => ids[name] ?? ''),
        body,
      )
      const nowhere = await mine.owner.call<Record<string, unknown>>(
        route.method,
        pathWith(route, () => newId()),
        body,
      )
      expect(foreign.status, operationId).toBe(404)
      expect({ ...foreign.body, requestId: null }, operationId).toEqual({ ...nowhere.body, requestId: null })
    }
    expect(await snapshot(theirs.tenantId)).toEqual(before)
  })

  it.each(['admin', 'supervisor', 'agent', 'viewer'] as const)(
    'learns as %s no more of another than of what never was',
    async (role) => {
      const { call: ask } = await newMember(mine.owner, role)
      const ids: Record<string, string> = theirs.ids
      const said = async (route: Route, idOf: (name: string) => string) => {
        const body = route.operation.requestBody && bodies[route.operation.operationId]?.()
        const answer = await ask<Record<string, unknown>>(route.method, pathWith(route, idOf), body)
        return { status: answer.status, body: { ...answer.body, requestId: null } }
      }
      for (const route of routes.filter((each) => pathIdsOf(each).length > 0)) {
        const foreign = await said(route, (name) => ids[name] ?? '')
        expect([403, 404], route.operation.operationId).toContain(foreign.status)
        expect(foreign, route.operation.operationId).toEqual(await said(route, () => newId()))
      }
      expect(await snapshot(theirs.tenantId)).toEqual(before)
    },
    30_000,
  )

  it('reaches nothing of another with ids in bodies and queries', async () => {
    const known = cases()
    expect(idsBesidePaths()).toEqual([...known.keys()].sort())
    for (const [name, run] of known) {
      const answer = await run()
      if (answer.status === 200)
        expect([{ data: [], nextCursor: null }, { data: [] }, { count: 0 }], name).toContainEqual(answer.body)
      else expect([400, 404, 409], name).toContain(answer.status)
    }
    expect(await snapshot(theirs.tenantId)).toEqual(before)
  })

  it('reads nothing of another anywhere else', async () => {
    const reads = routes.filter((route) => route.method === 'GET' && pathIdsOf(route).length === 0)
    expect(reads.length).toBeGreaterThan(5)
    for (const route of reads) {
      const answer = await mine.owner.call('GET', `/api${route.path}`)
      const query = (route.operation.parameters ?? []).some((each) => each.name === 'ids')
      if (!(query && answer.status === 400)) expect(answer.status, route.path).toBe(200)
      const said = JSON.stringify(answer.body)
      for (const secret of [...Object.values(theirs.ids), theirs.phone, theirs.words, theirs.tenantId]) {
        expect(said, route.path).not.toContain(secret)
      }
    }
  })

  it('cannot find what became of another’s events', async () => {
    const traces = (by: InhabitedTenant, input: object) =>
      by.owner.call<{ data: object[] }>('POST', '/api/webhook-events/search', input)
    expect((await traces(theirs, { phone: theirs.phone })).body.data).not.toEqual([])
    expect((await traces(mine, { phone: theirs.phone })).body.data).toEqual([])
    const said = JSON.stringify((await traces(mine, {})).body)
    for (const [name, id] of Object.entries(theirs.ids)) expect(said, name).not.toContain(id)
    before = await settled(theirs.tenantId) // Their own search is in their audit log.
  })

  it('cannot find another’s customer, nor take another’s number', async () => {
    expect(await mine.owner.call('POST', '/api/search', { q: `+${theirs.phone}` })).toMatchObject({
      status: 200,
      body: { data: [] },
    })
    const { wabaId, phoneNumberId, displayPhoneNumber, accessTokens } = theirs.number
    const claim = { name: 'Mine now', wabaId, phoneNumberId, displayPhoneNumber, accessToken: accessTokens[0] ?? '' }
    expect((await mine.owner.call('POST', '/api/channels', claim)).status).toBe(409)
    expect(await snapshot(theirs.tenantId)).toEqual(before)
  })

  it('has a case for every route', () => {
    const covered = new Set([...nameNothing, ...[...cases().keys()].map((name) => name.split(' ')[0])])
    const open = routes.filter(
      (route) => route.method !== 'GET' && pathIdsOf(route).length === 0 && !covered.has(route.operation.operationId),
    )
    expect(open.map(({ operation }) => operation.operationId)).toEqual([])
  })
})
