import { call } from './api.js'
import { el, face, formatPhone, icon, toast } from './dom.js'

/** More rows than this nobody scrolls through; the search finds the others. */
const ROWS_MAX = 100

/**
 * The people whose phones can be held.
 *
 * @param {HTMLElement} root
 * @param {{onChoose: (id: string) => void}} options
 */
export function createPeople(root, { onChoose }) {
  let people = []
  let chosen = ''
  const search = el('input', { type: 'search', placeholder: 'Name, number or username', 'aria-label': 'Search people' })
  const list = el('ul')
  const dialog = newPersonDialog(onChoose)
  const add = el(
    'button',
    { type: 'button', class: 'primary', onclick: () => dialog.showModal() },
    icon('add'),
    'New person',
  )
  root.append(el('header', {}, el('h1', {}, 'Phones'), add), el('div', { class: 'search' }, search), list)
  // Outside the pane, which a narrow screen hides.
  document.body.append(dialog)

  const draw = () => {
    const wanted = search.value.trim().toLowerCase()
    const found = people.filter((one) =>
      `${one.name} ${one.phone ?? ''} ${one.username ?? ''}`.toLowerCase().includes(wanted),
    )
    const rows = found.slice(0, ROWS_MAX).map((one) => el('li', {}, row(one, one.id === chosen, onChoose)))
    const empty =
      people.length === 0
        ? el('p', { class: 'empty' }, 'Nobody here yet. Add somebody, and write to a business as them.')
        : el('p', { class: 'empty' }, 'Nobody of that name.')
    list.replaceChildren(
      ...(rows.length > 0 ? rows : [empty]),
      ...(found.length > ROWS_MAX ? [el('p', { class: 'empty' }, `and ${found.length - ROWS_MAX} more`)] : []),
    )
  }
  search.oninput = draw
  return {
    show(next, chosenId) {
      people = next
      chosen = chosenId
      draw()
    },
    add: () => dialog.showModal(),
  }
}

function row(person, isChosen, onChoose) {
  const address = person.phone ? formatPhone(person.phone) : 'User id only'
  return el(
    'button',
    {
      type: 'button',
      class: 'person',
      'aria-current': isChosen ? 'true' : undefined,
      onclick: () => onChoose(person.id),
    },
    face(person.name, person.online ? 'online' : ''),
    el('b', {}, person.name),
    el('small', {}, person.username ? `@${person.username} · ${address}` : address),
    person.unread > 0
      ? el('span', { class: 'count', title: 'Unread' }, String(person.unread))
      : person.auto && el('span', { class: 'auto', title: 'Reads by itself' }, 'auto'),
  )
}

function newPersonDialog(onChoose) {
  const field = (name, label, more) => el('label', {}, label, el('input', { name, autocomplete: 'off', ...more }))
  const error = el('p', { class: 'error', role: 'alert' })
  const form = el(
    'form',
    { method: 'dialog' },
    el('h2', {}, 'A new person'),
    field('name', 'Name', { required: true, maxLength: 100, placeholder: 'Marta Vidal' }),
    field('phone', 'Phone number', { type: 'tel', placeholder: '+31 6 1234 5678' }),
    el('small', {}, 'Leave it empty for somebody a business knows by user id only.'),
    field('username', 'Username (optional)', { placeholder: 'marta.v', maxLength: 36 }),
    error,
    el(
      'footer',
      {},
      el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      el('button', { type: 'submit', class: 'primary' }, 'Add'),
    ),
  )
  const dialog = el('dialog', { class: 'card-dialog', 'aria-label': 'A new person' }, form)
  form.onsubmit = async (event) => {
    event.preventDefault()
    const { name, phone, username } = Object.fromEntries(new FormData(form))
    try {
      const person = await call('/__phone/customers', {
        body: { name, phone: phone || null, username: username || null },
      })
      form.reset()
      error.textContent = ''
      dialog.close()
      toast(`${person.name} has a phone now`)
      onChoose(person.id)
    } catch (reason) {
      error.textContent = reason.message
    }
  }
  return dialog
}
