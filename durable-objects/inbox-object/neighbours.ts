import type { OutgoingFrame } from '../../worker/contract/frames.ts'
import type { Bindings } from '../../worker/env.ts'
import { isNews, type NotificationRow, noticeFrames } from '../../worker/features/notifications/index.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'
import { hubPort, senderPort, type TenantPlace } from '../../worker/objects.ts'
import type { Present } from '../../worker/ports.ts'
import type { Services } from '../../worker/services.ts'

/** Whom an inbox tells and asks: the hub, the senders and the queues. None of them holds it up, and none breaks it. */
export class Neighbours {
  readonly #env: Bindings
  readonly #services: Services
  readonly #place: () => TenantPlace

  #publishing: Promise<void> = Promise.resolve()

  constructor(env: Bindings, services: Services, place: () => TenantPlace) {
    this.#env = env
    this.#services = services
    this.#place = place
  }

  publish(frames: OutgoingFrame[]): void {
    if (frames.length === 0) return
    const hub = hubPort(this.#env, this.#place())
    this.#publishing = this.#publishing
      .then(() => hub.publish(frames))
      .catch((error) => this.#services.log.warn('hub.unreachable', { ...this.#fields(), ...errorFacts(error) }))
  }

  /** Each member's own windows, and their browsers by a nudge. */
  tell(notices: NotificationRow[]): void {
    this.publish(noticeFrames(notices))
    const nudges = notices
      .filter(isNews)
      .map(({ id }) => ({ body: { tenantId: this.#place().tenantId, notificationId: id } }))
    this.#nudge(this.#env.PUSH_QUEUE, nudges)
  }

  /** Of a hub that does not answer nobody is known to be there: rather one is told too many than a window closes unseen. */
  async present(): Promise<Pick<Present, 'online' | 'leftAtMs'>> {
    try {
      return await hubPort(this.#env, this.#place()).present()
    } catch (error) {
      this.#services.log.warn('hub.unreachable', { ...this.#fields(), ...errorFacts(error) })
      return { online: [], leftAtMs: {} }
    }
  }

  async repliers(conversationId: string): Promise<string[]> {
    try {
      return await hubPort(this.#env, this.#place()).repliers(conversationId)
    } catch (error) {
      this.#services.log.warn('hub.unreachable', { ...this.#fields(), ...errorFacts(error) })
      return []
    }
  }

  acknowledge(channelId: string, conversationId: string): void {
    senderPort(this.#env, this.#place())
      .acknowledge(channelId, conversationId, false)
      .catch((error) =>
        this.#services.log.warn('sender.unreachable', { ...this.#fields(), channelId, ...errorFacts(error) }),
      )
  }

  wakeSender(channelId: string): void {
    senderPort(this.#env, this.#place())
      .wake(channelId)
      .catch((error) =>
        this.#services.log.warn('sender.unreachable', { ...this.#fields(), channelId, ...errorFacts(error) }),
      )
  }

  nudgeMedia(mediaIds: string[]): void {
    this.#nudge(
      this.#env.MEDIA_QUEUE,
      mediaIds.map((mediaId) => ({ body: { tenantId: this.#place().tenantId, mediaId } })),
    )
  }

  #nudge<T>(queue: Queue<T>, messages: MessageSendRequest<T>[]): void {
    const sends = []
    for (let i = 0; i < messages.length; i += 100) sends.push(queue.sendBatch(messages.slice(i, i + 100)))
    Promise.all(sends).catch((error) =>
      this.#services.log.warn('queue.unreachable', { ...this.#fields(), ...errorFacts(error) }),
    )
  }

  #fields() {
    return { objectName: 'inbox', tenantId: this.#place().tenantId }
  }
}
