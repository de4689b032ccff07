import type { JournalEvent } from '../../worker/contract/events.ts'
import { asTenant } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { parkEvent } from '../../worker/features/inbox/index.ts'
import { fromUtf8, utf8 } from '../../worker/kit/bytes.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'
import { newId } from '../../worker/kit/ids.ts'
import type { TenantPlace } from '../../worker/objects.ts'
import type { Services } from '../../worker/services.ts'
import type { JournalRow } from './journal.ts'

/** Opens rows of the journal, and sets aside what cannot be opened or applied: nothing is dropped. */
export class Parking {
  readonly #env: Bindings
  readonly #services: Services
  readonly #place: () => TenantPlace

  constructor(env: Bindings, services: Services, place: () => TenantPlace) {
    this.#env = env
    this.#services = services
    this.#place = place
  }

  async open(row: JournalRow): Promise<JournalEvent[]> {
    const box = row.box ?? (await this.#overflow(row.overflow ?? ''))
    if (!box) {
      await this.#keepParked(null, 'lost', await this.#services.intake.seal(utf8('[]'), 'journal'), new OverflowLost())
      return []
    }
    try {
      return JSON.parse(fromUtf8(await this.#services.intake.open(box, 'journal'))) as JournalEvent[]
    } catch (error) {
      // Its intake key was taken off the list too early: kept as it is, and the rows behind it go on.
      await this.#keepParked(null, 'journal', box, error)
      return []
    }
  }

  /** @returns null if the bucket has no such object: somebody removed it, and it does not come back by itself. */
  async #overflow(name: string): Promise<Uint8Array | null> {
    const object = await this.#env.BUCKET.get(name)
    return object && new Uint8Array(await object.arrayBuffer())
  }

  async park(event: JournalEvent, error: unknown): Promise<void> {
    const box = await this.#services.intake.seal(utf8(JSON.stringify(event)), 'parked')
    await this.#keepParked(event.channelId, event.event.kind, box, error)
  }

  async #keepParked(channelId: string | null, kind: string, box: Uint8Array, error: unknown): Promise<void> {
    const { db, log } = this.#services
    const facts = errorFacts(error)
    const id = newId()
    const reason = [facts.errorClass, facts.sqlstate, facts.constraint].filter(Boolean).join(' ')
    await parkEvent(asTenant(db, this.#place().tenantId), { id, channelId, kind, reason, box })
    log.error('event.parked', { ...this.#fields(), eventId: id, kind, ...facts })
  }

  #fields() {
    return { objectName: 'inbox', tenantId: this.#place().tenantId }
  }
}

/** The bucket lost the events of a journal row. */
class OverflowLost extends Error {
  override name = 'OverflowLost'
}
