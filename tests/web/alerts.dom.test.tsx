import { cleanup, render } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startAlerts } from '../../web/models/alerts.ts'
import { putConversation } from '../../web/models/conversations.ts'
import { counts } from '../../web/models/inbox.ts'
import { applyFrame } from '../../web/models/live.ts'
import { newestNotice, settings } from '../../web/models/notifications.ts'
import { usePageTitle } from '../../web/screens/page-title.ts'
import type { NotificationSettings } from '../../worker/contract/notification.ts'
import { fakeServer } from './fake-server.ts'
import { aConversation, ago, newId } from './made.ts'

const plain: NotificationSettings = {
  ...{ muted: [], pushed: ['mention'], sound: false, detail: 'none', quiet: null, zone: 'Europe/Amsterdam' },
  pushKey: null,
}
const customer = aConversation()
const title = 'You were mentioned'

let chosen: NotificationSettings
let permission: NotificationPermission
let tones = 0
let shown: { title: string; body: string; onclick: () => void }[] = []
let stop = () => {}

class SeenNotification {
  onclick = () => {}
  close = vi.fn()
  static get permission() {
    return permission
  }
  constructor(title: string, { body }: { body: string }) {
    shown.push(Object.assign(this, { title, body }))
  }
}

/** As much of the Web Audio API as two notes take. */
class SilentAudio {
  currentTime = 0
  destination = {}
  close() {}
  createGain() {
    const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} }
    return { gain, connect() {} }
  }
  createOscillator() {
    return { frequency: { value: 0 }, connect: <T,>(next: T) => next, start: () => (tones += 1), stop() {} }
  }
}

const lookAway = (hidden: boolean) =>
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(hidden ? 'hidden' : 'visible')

beforeEach(() => {
  // Half past one in Amsterdam.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-06-01T11:30:00Z') })
  chosen = plain
  permission = 'granted'
  tones = 0
  shown = []
  newestNotice.value = null
  putConversation(customer)
  lookAway(true)
  vi.stubGlobal('Notification', SeenNotification)
  vi.stubGlobal('AudioContext', SilentAudio)
  fakeServer(({ path }) => (path.startsWith('/api/notification-settings') ? { body: chosen } : { body: { data: [] } }))
})
afterEach(() => {
  stop()
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** Starts with these settings, and lets the server tell of one thing. */
async function told(changes: Partial<NotificationSettings> = {}, notice: object = {}) {
  chosen = { ...plain, ...changes }
  settings.value = { state: 'loading', value: null, error: null }
  stop = startAlerts()
  await vi.waitFor(() => expect(settings.value.value).toEqual(chosen))
  hear(notice)
  // What is shown waits for the push worker's answer.
  await new Promise((done) => setTimeout(done))
}

function hear(notice: object = {}) {
  const notification = { id: newId(), kind: 'mention' as const, conversationId: customer.id, messageId: null }
  applyFrame({
    ...{ seq: 'e.1', type: 'notification' },
    data: { notification: { ...notification, at: ago(0), readAt: null, ...notice } },
  })
}

const bodies = () => shown.map(({ title, body }) => [title, body])

describe('the sound', () => {
  it('is two notes, once for each thing told, and only if it was asked for', async () => {
    await told()
    expect(tones).toBe(0)
    stop()
    const notice = { id: newId() }
    await told({ sound: true }, notice)
    expect(tones).toBe(2)
    hear(notice)
    expect(tones).toBe(2)
    hear()
    expect(tones).toBe(4)
  })

  it('comes for a kind without a push, and while one looks at the page', async () => {
    lookAway(false)
    await told({ sound: true, pushed: [] })
    expect(tones).toBe(2)
  })

  it('comes from one window, where several are told', async () => {
    const held = new Set<string>()
    const request = async (name: string, _: object, act: (lock: object | null) => Promise<void>) => {
      if (held.has(name)) return act(null)
      held.add(name)
      return act({ name })
    }
    Object.defineProperty(navigator, 'locks', { configurable: true, value: { request } })
    const notice = { id: newId(), at: ago(0) }
    await told({ sound: true }, notice)
    stop()
    newestNotice.value = null
    await told({ sound: true }, notice)
    expect(tones).toBe(2)
    hear()
    expect(tones).toBe(4)
    Reflect.deleteProperty(navigator, 'locks')
  })

  it('may be forbidden by the browser: the rest still comes', async () => {
    vi.stubGlobal(
      'AudioContext',
      class {
        constructor() {
          throw new DOMException('not allowed')
        }
      },
    )
    await told({ sound: true })
    expect(shown).toHaveLength(1)
  })
})

describe('outside the window', () => {
  it('says what happened, and opens it', async () => {
    await told()
    expect(bodies()).toEqual([[title, '']])
    shown[0]?.onclick()
    expect(location.pathname).toBe(`/c/${customer.id}`)
  })

  it.each([
    ['none', ''],
    ['name', 'Jonas Okafor'],
    ['text', 'Jonas Okafor'],
  ] as const)('of the customer, for %s, says “%s”', async (detail, body) => {
    await told({ detail })
    expect(bodies()).toEqual([[title, body]])
  })

  it.each<[string, Partial<NotificationSettings>, () => void]>([
    ['a kind that is off', { pushed: ['message', 'assigned'] }, () => {}],
    ['a page that is looked at', {}, () => lookAway(false)],
    ['a browser that was not asked', {}, () => (permission = 'default')],
    ['a browser that was told no', {}, () => (permission = 'denied')],
    ['a browser without notifications', {}, () => Reflect.deleteProperty(globalThis, 'Notification')],
  ])('nothing shows for %s', async (_, changes, prepare) => {
    prepare()
    await told({ sound: true, ...changes })
    expect(tones).toBe(2)
    expect(shown).toEqual([])
  })

  it('nothing shows twice where the push worker says it', async () => {
    const registration = { pushManager: { getSubscription: async () => ({}) } }
    vi.stubGlobal('navigator', { serviceWorker: { getRegistration: async () => registration } })
    await told()
    expect(shown).toEqual([])
  })
})

describe('quiet hours', () => {
  const at = (hours: number, minutes = 0) => hours * 60 + minutes
  it.each([
    ['over noon', at(13), at(14), true],
    ['that begin now', at(13, 30), at(14), true],
    ['that end now', at(13), at(13, 30), false],
    ['over midnight', at(22), at(8), false],
    ['from noon until the morning', at(12), at(8), true],
  ])('%s, in the zone of the member', async (_, from, to, isQuiet) => {
    await told({ sound: true, quiet: { from, to } })
    expect([tones, shown.length]).toEqual(isQuiet ? [0, 0] : [2, 1])
  })
})

describe('the title of the tab', () => {
  const numbers = { mine: 0, unassigned: 0, all: 9, snoozed: 0, closing: 0, mentions: 0, notifications: 5 }
  function Titled() {
    usePageTitle('Inbox')
    return null
  }

  it('counts what is unread, and clears', async () => {
    counts.value = null
    render(<Titled />)
    expect(document.title).toBe('Inbox · ADSapp')
    for (const [unread, badge] of [
      [3, '(3) '],
      [1, '(1) '],
      [0, ''],
    ] as const) {
      counts.value = { ...numbers, unread }
      await vi.waitFor(() => expect(document.title).toBe(`${badge}Inbox · ADSapp`))
    }
  })
})
