import { call, listen } from './api.js'
import { chatList } from './chats.js'
import { createDetails } from './details.js'
import { el, toast } from './dom.js'
import { createPeople } from './people.js'
import { createThread } from './thread.js'

const screen = document.getElementById('screen')
const state = { people: [], chats: [], messages: [], customerId: '', phoneNumberId: '' }
let thread = null
/** How often the address was gone to: what is on its way for an earlier one must not take the place of the newest. */
let entered = 0

const people = createPeople(document.getElementById('people'), { onChoose: (id) => go(id, '') })
const details = createDetails(document.getElementById('details'), { onClose: () => pane('phone') })

/** On a narrow screen one pane shows at a time. @param {'people' | 'phone' | 'details'} name */
function pane(name) {
  document.body.dataset.pane = name
}

/** Where we are lives in the address, so that a tab is a phone. */
function go(customerId, phoneNumberId) {
  pane('phone')
  const next = `#/${encodeURIComponent(customerId)}/${phoneNumberId}`
  if (location.hash === next) void enter()
  else location.hash = next
}

async function enter() {
  const turn = ++entered
  const [, customer = '', phoneNumberId = ''] = location.hash.split('/')
  const customerId = decodeURIComponent(customer)
  if (!state.people.some((one) => one.id === customerId)) await loadPeople()
  if (turn !== entered) return
  const known = state.people.find((one) => one.id === customerId)
  if (!known) return home()
  Object.assign(state, { customerId, phoneNumberId, messages: [] })
  thread = null
  people.show(state.people, customerId)
  await loadChats()
  if (turn !== entered) return
  if (phoneNumberId) await openThread(known)
  if (turn === entered) draw()
}

function home() {
  Object.assign(state, { customerId: '', phoneNumberId: '', chats: [], messages: [] })
  thread = null
  people.show(state.people, '')
  draw()
}

async function openThread(customer) {
  const chat = state.chats.find((one) => one.phoneNumberId === state.phoneNumberId)
  if (!chat) return
  thread = createThread({ customer, chat, onBack: () => go(customer.id, ''), onDetails: () => pane('details') })
  await loadMessages()
}

async function loadPeople() {
  state.people = await call('/__phone/customers')
}

async function loadChats() {
  if (state.customerId) state.chats = await call(`/__phone/chats?customerId=${encodeURIComponent(state.customerId)}`)
}

async function loadMessages() {
  const { customerId, phoneNumberId } = state
  state.messages = await call(
    `/__phone/messages?customerId=${encodeURIComponent(customerId)}&phoneNumberId=${phoneNumberId}`,
  )
  lookAtChat()
}

/** Somebody who has the chat open reads what arrives. */
function lookAtChat() {
  const { customerId, phoneNumberId, messages } = state
  const isUnread = messages.some((message) => message.direction === 'out' && message.status === 'delivered')
  if (document.hidden || !thread || !isUnread) return
  void call('/__phone/read', { body: { customerId, phoneNumberId } }).catch(() => {})
}

function draw() {
  const customer = state.people.find((one) => one.id === state.customerId)
  const chat = state.chats.find((one) => one.phoneNumberId === state.phoneNumberId)
  details.show(customer, chat, state.messages)
  if (!customer) return void screen.replaceChildren(statusBar(true), welcome())
  if (thread) {
    if (thread.node.parentNode !== screen) {
      screen.replaceChildren(statusBar(customer.online), thread.node)
      thread.show(state.messages)
      thread.toEnd()
    } else {
      screen.firstChild.replaceWith(statusBar(customer.online))
      thread.show(state.messages)
    }
    thread.refuse(chat?.refusal.blocked ?? false)
    return void thread.presence(customer.online)
  }
  screen.replaceChildren(
    statusBar(customer.online),
    chatList({
      customer,
      chats: state.chats,
      onOpen: (id) => go(customer.id, id),
      onPeople: () => pane('people'),
      onDetails: () => pane('details'),
    }),
  )
}

function statusBar(online) {
  const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false }).format()
  return el(
    'div',
    { class: 'status-bar', 'aria-hidden': 'true' },
    el('span', {}, time),
    el('span', { class: online ? 'signal' : 'signal off' }, el('i'), el('i'), el('i'), el('i')),
  )
}

function welcome() {
  const start = el('button', { type: 'button', class: 'primary', onclick: () => people.add() }, 'New person')
  const choose = el(
    'button',
    { type: 'button', class: 'only-narrow', onclick: () => pane('people') },
    'Choose somebody',
  )
  return el(
    'section',
    { class: 'welcome' },
    el('h1', {}, 'Whose phone is this?'),
    el('p', {}, 'Choose somebody, or add a person, and write to a business as them.'),
    start,
    choose,
  )
}

const debounce = (run, waitMs) => {
  let timer = 0
  return () => {
    clearTimeout(timer)
    timer = setTimeout(run, waitMs)
  }
}
const refresh = debounce(async () => {
  await Promise.all([loadPeople(), loadChats()])
  people.show(state.people, state.customerId)
  draw()
}, 120)

function onEvent(event) {
  const isHere = (one) => one.customerId === state.customerId && one.phoneNumberId === state.phoneNumberId
  if (event.type === 'typing') return isHere(event) ? thread?.typing(event.untilMs) : undefined
  const { message } = event
  if (message && isHere(message)) {
    const index = state.messages.findIndex((one) => one.id === message.id)
    if (index < 0) state.messages.push(message)
    else state.messages[index] = message
    if (message.direction === 'out') thread?.typing(0)
    draw()
    lookAtChat()
  }
  refresh()
}

addEventListener('hashchange', () => void enter())
document.addEventListener('visibilitychange', lookAtChat)
listen(
  onEvent,
  () => void enter(),
  (isLive) => isLive || toast('The simulator is away; trying again…'),
)
void loadPeople().then(enter, (error) => toast(error.message))
