import type { BulkResult } from '../../worker/contract/bulk.ts'
import { newId } from '../../worker/kit/ids.ts'
import type { Answer, Person } from '../support/factories.ts'
import { inAnHour, text } from './api-routes.ts'
import { type InhabitedTenant, postPicture } from './inhabited-tenant.ts'

export type Ask = () => Promise<Answer<unknown>>

/** What of a tenant another one names. */
export type Named = Pick<InhabitedTenant, 'ids' | 'phone' | 'words' | 'tenantId'>

/** The same with ids that never were. */
export const neverWas = (named: Named): Named => ({
  ...named,
  ids: Object.fromEntries(Object.keys(named.ids).map((name) => [name, newId()])) as Named['ids'],
  tenantId: newId(),
})

/**
 * What a member of one tenant asks, naming things of another beside the path: `sendMessage context.messageId`.
 *
 * @param by A member of `mine`.
 */
export function foreignCases(by: Person, mine: InhabitedTenant, theirs: Named): Map<string, Ask> {
  const ask =
    (method: string, path: string, body?: () => object): Ask =>
    () =>
      by.call(method, path, body?.())

  const messageIn = (operation: string, place: string, build: () => object): [string, Ask] => [
    `${operation} ${operation === 'sendMessage' ? place : `message.${place}`}`,
    () => {
      const message = { clientMessageId: newId(), ...build() }
      const { conversationId, channelId } = mine.ids
      if (operation === 'scheduleMessage') return scheduleForeign(conversationId, message)
      return operation === 'sendMessage'
        ? by.call('POST', `/api/conversations/${conversationId}/messages`, message)
        : by.call('POST', '/api/conversations', { channelId, phone: `+${mine.phone}`, message })
    },
  ]

  /** What it names is looked at when it is sent: then it is refused. */
  async function scheduleForeign(conversationId: string, message: object): Promise<Answer<unknown>> {
    const at = `/api/conversations/${conversationId}/scheduled`
    const answer = await by.call<{ id: string }>('POST', at, { sendAt: inAnHour(), message })
    return answer.status === 201 ? by.call('POST', `/api/scheduled-messages/${answer.body.id}/send`) : answer
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
      const kept = await by.call<{ id: string }>('POST', at, { sendAt: inAnHour(), message })
      if (kept.status !== 201) return kept
      const path = `/api/scheduled-messages/${kept.body.id}`
      const answer = await by.call('PATCH', path, { components: pictureOf(type, theirs.ids.mediaId) })
      return answer.status === 200 ? by.call('POST', `${path}/send`) : answer
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
      const of = (id: string) => by.call('GET', `/api/analytics/${report}?${name}=${id}&granularity=month`)
      const [foreign, nowhere] = [await of(theirs.ids[name]), await of(newId())]
      return foreign.text === nowhere.text ? { ...foreign, body: { data: [] } } : foreign
    }

  const draftWithFile = () => ({ files: [{ mediaId: theirs.ids.mediaId, filename: 'x', as: 'file' }] })

  /** A draft may name anything: what is another's is not shown of it, and is refused when it is sent. */
  function keptDraft(naming: () => object): Ask {
    return async () => {
      const path = `/api/conversations/${mine.ids.conversationId}/draft`
      await by.call('PUT', path, { mode: 'reply', text: 'x', note: '', buttons: [], ...naming() })
      const answer = await by.call<{ draft: { files: unknown[] } | null }>('GET', path)
      return answer.status === 200 ? { ...answer, body: { data: answer.body.draft?.files } } : answer
    }
  }

  return new Map<string, Ask>([
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
        const answer = await by.call<BulkResult>('POST', '/api/conversations/bulk', input)
        if (answer.status !== 200) return answer
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
              ? by.call('POST', '/api/views', { name: 'Mine', filters })
              : by.call('PATCH', `/api/views/${mine.ids.viewId}`, { filters })
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
    [
      'finishSso tenantId',
      ask('POST', '/api/auth/sso/finish', () => ({ tenantId: theirs.tenantId, code: 'c', state: 's' })),
    ],
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
        const { status, headers } = await postPicture(by, theirs.ids.channelId)
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
}
