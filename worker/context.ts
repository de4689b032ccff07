import { fromResult } from '../durable-objects/inbox-object/protocol.ts'
import { type Actor, asActor, asTenant, type TenantDb } from './db/actor.ts'
import type { Bindings } from './env.ts'
import type { CommandName, CommandOf } from './features/inbox/index.ts'
import { errorFacts } from './kit/error-facts.ts'
import { newId } from './kit/ids.ts'
import { hubPort, inboxPort, inboxStub, senderPort, type TenantPlace } from './objects.ts'
import type { HubPort, InboxPort, Jurisdiction, SenderPort } from './ports.ts'
import { type Services, servicesOf } from './services.ts'
import { createGraphClient, type GraphClient } from './whatsapp/client.ts'

/** What a signed-in person's request works with. */
export interface Ctx extends Services {
  env: Bindings
  actor: Actor
  place: TenantPlace
  /** When the session is over, used or not, in epoch milliseconds. */
  untilMs: number
  /** When it is idle, unless it is used before then, in epoch milliseconds. */
  idleAtMs: number
  /** For each member and each API token. */
  apiRequestsPerMinute: number
  /** The database as this person: what they may not see is not there. */
  asActor: TenantDb
  /** The database as the tenant, for what the service has decided. */
  asTenant: TenantDb
  inbox: InboxPort & {
    /** Runs a command inside the inbox object, the one writer of conversations. Throws what it threw. */
    run<N extends CommandName>(name: N, input: CommandOf<N>['input']): Promise<CommandOf<N>['output']>
    /** Events that are acknowledged and not yet in Postgres. */
    backlog(): Promise<number>
    /** A channel was changed or removed: what the object remembers of it is read again. */
    forgetChannel(channelId: string): Promise<void>
    /** Gives back what a member has who cannot answer any more. What does not come about now is found by the minute sweep. */
    release(memberId: string): Promise<void>
  }
  hub: HubPort
  /** Of another tenant of the same person. */
  hubOf(place: TenantPlace): HubPort
  sender: SenderPort
  /** Counts its connections for this request alone. */
  graph: GraphClient
  newId(): string
}

/** What a request of somebody who is not signed in works with. */
export interface Visitor extends Services {
  hubOf(place: TenantPlace): HubPort
  newId(): string
}

export interface SignedIn {
  actor: Actor
  jurisdiction: Jurisdiction
  untilMs: number
  idleAtMs: number
  /** What their plan allows; null: what the deployment does. */
  apiRequestsPerMinute: number | null
}

export function createContext(env: Bindings, signedIn: SignedIn): Ctx {
  const { actor, jurisdiction, untilMs, idleAtMs, apiRequestsPerMinute } = signedIn
  const services = servicesOf(env)
  const place = { tenantId: actor.tenantId, jurisdiction }
  return {
    ...services,
    env,
    actor,
    place,
    untilMs,
    idleAtMs,
    apiRequestsPerMinute: apiRequestsPerMinute ?? services.settings.API_REQUESTS_PER_MINUTE,
    asActor: asActor(services.db, actor),
    asTenant: asTenant(services.db, actor.tenantId, actor),
    inbox: {
      ...inboxPort(env, place),
      run: (name, input) =>
        inboxStub(env, place)
          .command(place, actor, name, JSON.stringify(input))
          .then(fromResult<never>),
      backlog: () => inboxStub(env, place).backlog(place),
      forgetChannel: (channelId) => inboxStub(env, place).forgetChannel(place, channelId),
      release: (memberId) =>
        inboxStub(env, place)
          .release(place, [memberId])
          .catch((error) => services.log.warn('release.waiting', { tenantId: place.tenantId, ...errorFacts(error) })),
    },
    hub: hubPort(env, place),
    hubOf: (other) => hubPort(env, other),
    sender: senderPort(env, place),
    graph: createGraphClient({
      baseUrl: services.settings.GRAPH_API_URL,
      version: services.settings.GRAPH_API_VERSION,
      fetch: (input, init) => fetch(input, init),
    }),
    newId,
  }
}

export function createVisitor(env: Bindings): Visitor {
  return { ...servicesOf(env), hubOf: (place) => hubPort(env, place), newId }
}
