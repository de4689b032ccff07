import { call } from './api.js'
import { el, formatPhone, icon, timeOf, toast } from './dom.js'
import { previewOf } from './message-text.js'

const WINDOW_MS = 24 * 3_600_000
const LEDGER_ROWS = 8

/** The switches that need no typing; all others are in `POST /__faults`. */
const SWITCHES = [
  ['Answers take 3 seconds', (faults) => faults.delayMs >= 3000, (on) => ({ delayMs: on ? 3000 : 0 })],
  ['Answer 500 after accepting', (faults) => faults.answer500 === true, (on) => ({ answer500: on })],
  ['Hang up after accepting', (faults) => faults.dropConnection === true, (on) => ({ dropConnection: on })],
  ['80 messages a second', (faults) => faults.throughput !== null, (on) => ({ throughput: on ? 80 : null })],
  [
    'One message per 6 s and customer',
    (faults) => faults.pairLimit !== null,
    (on) => ({ pairLimit: on ? true : null }),
  ],
  ['Webhooks arrive twice', (faults) => faults.duplicates, (on) => ({ duplicates: on })],
  ['Webhooks overtake each other', (faults) => faults.reorder, (on) => ({ reorder: on })],
  ['Webhooks come in batches', (faults) => faults.batch > 1, (on) => ({ batch: on ? 1000 : 1 })],
  ['No phone numbers in webhooks', (faults) => faults.userIdOnly, (on) => ({ userIdOnly: on })],
]

/**
 * What the customer does not see: ids, the window, failed messages, and the switches that break things.
 *
 * @param {HTMLElement} root
 * @param {{onClose: () => void}} options
 */
export function createDetails(root, { onClose }) {
  const person = el('section')
  const ledger = el('section', { class: 'ledger' })
  const queue = el('p', { class: 'queue' })
  const switches = el('section', { class: 'faults' })
  root.append(
    el(
      'header',
      {},
      el('h1', {}, 'Behind the phone'),
      el(
        'button',
        { type: 'button', class: 'round only-narrow', 'aria-label': 'Close', onclick: onClose },
        icon('close'),
      ),
    ),
    person,
    ledger,
    switches,
  )

  const drawFaults = (faults) => {
    const set = (wish) => void call('/__faults', { body: wish }).then(drawFaults, (error) => toast(error.message))
    const rows = SWITCHES.map(([label, isOn, wish]) => toggle(label, isOn(faults), (on) => set(wish(on))))
    const reset = el(
      'button',
      { type: 'button', onclick: () => void call('/__faults', { method: 'DELETE' }).then(drawFaults) },
      'All off',
    )
    switches.replaceChildren(el('div', { class: 'head' }, el('h2', {}, 'Trouble'), reset), ...rows, queue)
  }

  const drawQueue = async () => {
    const stats = await call('/__stats').catch(() => null)
    if (!stats) return
    const { webhooksPending: pending, webhooksDelivered: delivered, sends } = stats
    queue.textContent = `${sends} sends · ${delivered} webhooks delivered · ${pending} waiting`
    queue.classList.toggle('late', pending > 0)
  }

  void call('/__faults').then(drawFaults)
  void drawQueue()
  setInterval(() => document.hidden || void drawQueue(), 2000)

  return {
    /** @param {any} customer @param {any} chat @param {any[]} messages */
    show(customer, chat, messages) {
      person.replaceChildren(...(customer ? personRows(customer, chat) : []))
      ledger.replaceChildren(...(chat ? ledgerRows(messages) : []))
    },
  }
}

function personRows(customer, chat) {
  const fact = (name, value) => (value ? [el('dt', {}, name), el('dd', {}, value)] : [])
  const presence = toggle(
    'Online',
    customer.online,
    (online) =>
      void call(`/__phone/customers/${encodeURIComponent(customer.id)}/presence`, { method: 'PUT', body: { online } }),
  )
  const auto = toggle(
    'Reads by itself',
    customer.auto,
    (on) =>
      void call(`/__phone/customers/${encodeURIComponent(customer.id)}`, {
        method: 'PATCH',
        body: { name: customer.name, auto: on },
      }),
  )
  return [
    el('h2', {}, customer.name),
    el(
      'dl',
      {},
      ...fact('Phone', customer.phone ? formatPhone(customer.phone) : 'never shown'),
      ...fact('Username', customer.username && `@${customer.username}`),
      ...fact('User id', chat && el('code', {}, customer.userIds[chat.businessId])),
      ...fact('Window', chat && windowOf(chat)),
    ),
    presence,
    auto,
    ...(chat ? refusalRows(customer, chat) : []),
    customer.phone && numberButton(customer),
  ].filter(Boolean)
}

function refusalRows(customer, { phoneNumberId, refusal }) {
  const set = (change) =>
    void call(`/__phone/customers/${encodeURIComponent(customer.id)}/refusal`, {
      method: 'PUT',
      body: { phoneNumberId, ...change },
    }).catch((error) => toast(error.message))
  return [
    toggle('Wants no marketing', refusal.marketing, (on) => set({ marketing: on })),
    toggle('Blocked this business', refusal.blocked, (on) => set({ blocked: on })),
  ]
}

/** The person moves to another number. */
function numberButton(customer) {
  const move = async () => {
    const phone = prompt(`${customer.name}’s new number`, '+31 6 ')
    if (!phone) return
    const path = `/__phone/customers/${encodeURIComponent(customer.id)}/number`
    await call(path, { method: 'PUT', body: { phone } }).then(
      () => toast('The businesses are told of the new number'),
      (error) => toast(error.message),
    )
  }
  return el('button', { type: 'button', class: 'number', onclick: () => void move() }, 'Change the number')
}

function windowOf({ lastInboundMs }) {
  const leftMs = lastInboundMs === null ? 0 : lastInboundMs + WINDOW_MS - Date.now()
  if (leftMs <= 0) return el('span', { class: 'closed' }, 'closed: templates only')
  const minutes = Math.floor(leftMs / 60_000)
  return el('span', { class: 'open' }, `open for ${Math.floor(minutes / 60)} h ${minutes % 60} min`)
}

function ledgerRows(messages) {
  const sent = messages
    .filter((message) => message.direction === 'out')
    .slice(-LEDGER_ROWS)
    .reverse()
  const row = (message) =>
    el(
      'li',
      { title: message.id },
      el('time', {}, timeOf(message.atMs)),
      el('span', {}, message.type === 'reaction' ? `Reaction ${message.content.emoji ?? ''}` : previewOf(message)),
      el('em', { class: message.status }, message.status),
      message.error && el('small', {}, `${message.error.code} ${message.error.details}`),
    )
  return [
    el('h2', {}, 'What the business sent'),
    sent.length > 0 ? el('ol', {}, ...sent.map(row)) : el('p', { class: 'empty' }, 'Nothing yet.'),
  ]
}

function toggle(label, on, onChange) {
  const box = el('input', { type: 'checkbox', role: 'switch', checked: on })
  box.onchange = () => onChange(box.checked)
  return el('label', { class: 'toggle' }, el('span', {}, label), box)
}
