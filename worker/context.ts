import { fromResult } from '../durable-objects/inbox-object/protocol.ts'
import { type Actor, asActor, asTenant, type TenantDb } from './db/actor.ts'
import type { Bindings } from './env.ts'
import type { CommandName, CommandOf } from './features/inbox/index.ts'
import { newId } from './kit/ids.ts'
import { hubPort, inboxPort, inboxStub, senderPort, type TenantPlace } from './objects.ts'
import type { HubPort, InboxPort, Jurisdiction, SenderPort } from './ports.ts'
import { type Services, servicesOf } from './services.ts'

/** What a signed-in person's request works with. */
export interface Ctx extends Services {
  env: Bindings
  actor: Actor
  place: TenantPlace
  /** The database as this person: what they may not see is not there. */
  asActor: TenantDb
  /** The database as the tenant, for what the service has decided. */
  asTenant: TenantDb
  inbox: InboxPort & {
    /** Runs a command inside the inbox object, the one writer of conversations. Throws what it threw. */
    run<N extends CommandName>(name: N, input: CommandOf<N>['input']): Promise<CommandOf<N>['output']>
  }
  hub: HubPort
  sender: SenderPort
  newId(): string
}

export interface SignedIn {
  actor: Actor
  jurisdiction: Jurisdiction
}

export function createContext(env: Bindings, { actor, jurisdiction }: SignedIn): Ctx {
  const services = servicesOf(env)
  const place = { tenantId: actor.tenantId, jurisdiction }
  return {
    ...services,
    env,
    actor,
    place,
    asActor: asActor(services.db, actor),
    asTenant: asTenant(services.db, actor.tenantId),
    inbox: {
      ...inboxPort(env, place),
      run: (name, input) =>
        inboxStub(env, place)
          .command(place, actor, name, JSON.stringify(input))
          .then(fromResult<never>),
    },
    hub: hubPort(env, place),
    sender: senderPort(env, place),
    newId,
  }
}
