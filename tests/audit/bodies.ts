import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { encodeCursor } from '../../worker/db/cursor.ts'
import { FRESH, type KnownIds } from './samples.ts'

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()
const text = () => ({ clientMessageId: `audit-${FRESH}`, type: 'text', text: { body: 'Hello' } })
const hours = { zone: 'UTC', week: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]), language: 'en' }

/** Bodies whose rules the OpenAPI document cannot tell, or that would cut the run's own feet off. */
const bodies: Record<string, (ids: KnownIds) => object> = {
  startConversation: ({ channelId }) => ({ channelId, phone: '+31612345678', name: `a${FRESH}`, message: text() }),
  sendMessage: text,
  scheduleMessage: () => ({ sendAt: inAnHour(), message: text() }),
  changeScheduled: () => ({ sendAt: inAnHour() }),
  setConsent: () => ({ marketing: 'granted', source: 'form' }),
  searchWebhookEvents: () => ({ phone: '+31612345678' }),
  changeConversations: ({ conversationId }) => ({ ids: [conversationId], action: { type: 'read' } }),
  createAttribute: () => ({ name: `a${FRESH}`, key: `a${FRESH}`, kind: 'list', options: ['one', 'two'] }),
  changeTenant: () => ({ name: 'Demo Shop' }),
  createTeam: () => ({ name: `a${FRESH}`, memberIds: [] }),
  createApiToken: () => ({ name: `a${FRESH}`, scopes: ['contacts:read'], expiresInDays: 1 }),
  addSsoDomain: () => ({ domain: `a${FRESH}.example` }),
  changeChannel: () => ({ name: 'Demo' }),
  setBusinessHours: () => ({
    ...hours,
    holidays: [{ date: '2031-01-01', name: 'Holiday' }],
    greeting: { on: false, text: 'Hello' },
    away: { on: false, text: 'Away' },
  }),
  changeNotificationSettings: () => ({ muted: [], pushed: [], sound: false, detail: 'none', quiet: null, zone: 'UTC' }),
  subscribePush: () => ({
    endpoint: `https://fcm.googleapis.com/fcm/send/a${FRESH}`,
    keys: {
      p256dh: createECDH('prime256v1').generateKeys('base64url'),
      auth: randomBytes(16).toString('base64url'),
    },
  }),
  changePassword: () => ({ current: 'not the password', password: randomUUID() }),
  stepUp: () => ({ password: 'not the password' }),
  signUp: () => ({
    email: `${FRESH}@audit.test`,
    password: randomUUID(),
    name: 'Au Dit',
    organization: `a${FRESH}`,
  }),
}

/** Values of queries of which the same is true. */
const queries: Record<string, Record<string, string>> = {
  listMessages: { cursor: encodeCursor({ at: '2031-01-01 00:00:00+00', id: '1' }) },
}

/** The value of a query, where one is written down for it. */
export const asked = (operationId: string, name: string): string | null => queries[operationId]?.[name] ?? null

/** The body of an operation, where one is written down for it. */
export const shaped = (operationId: string, ids: KnownIds): object | null => bodies[operationId]?.(ids) ?? null
