import type { Bindings, Settings } from './env.ts'
import { errorFacts } from './kit/error-facts.ts'
import type { Log } from './kit/log.ts'
import type { EmailPort, HubPort, InboxPort, Jurisdiction, SenderPort } from './ports.ts'

/**
 * The one place that names objects. Names come from ids of ours, never from input; a jurisdiction is part of an
 * object's id, so it is fixed when the tenant is made. Inboxes may be sharded one day: shard 0 is the only one now.
 */
const names = {
  inbox: (tenantId: string) => `inbox:${tenantId}:0`,
  hub: (tenantId: string) => `hub:${tenantId}`,
  sender: (channelId: string) => `sender:${channelId}`,
  /** The key is a keyed hash: neither an address nor an e-mail stands in a name. */
  limiter: (key: string) => `limiter:${key}`,
}

/** Every inbox that is behind keeps an object of this prefix in the bucket. */
export const BEHIND_PREFIX = 'behind/'
export const behindName = (tenantId: string) => `${BEHIND_PREFIX}${tenantId}`

export interface TenantPlace {
  tenantId: string
  jurisdiction: Jurisdiction
}

function stubOf<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
  jurisdiction: Jurisdiction,
  name: string,
): DurableObjectStub<T> {
  const place = jurisdiction === 'default' ? namespace : namespace.jurisdiction(jurisdiction)
  return place.get(place.idFromName(name))
}

export const inboxStub = (env: Bindings, { tenantId, jurisdiction }: TenantPlace) =>
  stubOf(env.INBOX, jurisdiction, names.inbox(tenantId))
export const hubStub = (env: Bindings, { tenantId, jurisdiction }: TenantPlace) =>
  stubOf(env.HUB, jurisdiction, names.hub(tenantId))
export const senderStub = (env: Bindings, { jurisdiction }: TenantPlace, channelId: string) =>
  stubOf(env.SENDER, jurisdiction, names.sender(channelId))
export const limiterStub = (env: Bindings, jurisdiction: Jurisdiction, key: string) =>
  stubOf(env.LIMITER, jurisdiction, names.limiter(key))

export function inboxPort(env: Bindings, place: TenantPlace): InboxPort {
  return { receive: (events) => inboxStub(env, place).receive(place, JSON.stringify(events), events.length) }
}

export function hubPort(env: Bindings, place: TenantPlace): HubPort {
  return {
    publish: (frames) => hubStub(env, place).publish(place.tenantId, JSON.stringify(frames)),
    view: (memberId, connectionId, spot) => hubStub(env, place).view(place.tenantId, memberId, connectionId, spot),
    write: (writer, typing, draft) => hubStub(env, place).write(place.tenantId, writer, typing, draft),
    repliers: (conversationId) => hubStub(env, place).repliers(place.tenantId, conversationId),
    present: () => hubStub(env, place).present(place.tenantId),
    disconnect: (who) => hubStub(env, place).disconnect(place.tenantId, who),
  }
}

export function senderPort(env: Bindings, place: TenantPlace): SenderPort {
  return {
    wake: (channelId) => senderStub(env, place, channelId).wake(place, channelId),
    acknowledge: (channelId, conversationId, typing) =>
      senderStub(env, place, channelId).acknowledge(place, channelId, conversationId, typing),
    reload: (channelId) => senderStub(env, place, channelId).reload(place, channelId),
  }
}

export function emailPort(env: Bindings, { EMAIL_API_KEY, EMAIL_FROM }: Settings, log: Log): EmailPort {
  return {
    isConfigured: EMAIL_API_KEY !== undefined && EMAIL_FROM !== undefined,
    wake: async (emailId) => {
      try {
        await env.EMAIL_QUEUE.send({ emailId })
      } catch (error) {
        log.warn('email.nudge_lost', errorFacts(error))
      }
    },
  }
}
