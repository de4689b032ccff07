import { el, icon } from './dom.js'

/**
 * The sheet that slides up when a list message is opened.
 *
 * @param {HTMLElement} screen
 * @param {{content: any, context: object}} list
 * @param {(answer: object) => void} onAnswer
 */
export function openListSheet(screen, { content, context }, onAnswer) {
  const close = () => {
    sheet.close()
    sheet.remove()
  }
  const choose = (row) => {
    close()
    onAnswer({ type: 'interactive', interactive: { type: 'list_reply', list_reply: row }, context })
  }
  const sections = content.action.sections.map(({ title, rows }) =>
    el(
      'section',
      {},
      title && el('h3', {}, title),
      ...rows.map((row) =>
        el(
          'button',
          { type: 'button', class: 'row', onclick: () => choose(row) },
          el('b', {}, row.title),
          row.description && el('small', {}, row.description),
        ),
      ),
    ),
  )
  const sheet = el(
    'dialog',
    { class: 'sheet', 'aria-label': content.action.button },
    el(
      'header',
      {},
      el('h2', {}, content.action.button),
      el('button', { type: 'button', class: 'round', 'aria-label': 'Close', onclick: close }, icon('close')),
    ),
    ...sections,
  )
  sheet.addEventListener('click', (event) => event.target === sheet && close())
  screen.append(sheet)
  // The sheet belongs to the phone, not to the window.
  const { left, width, bottom } = screen.getBoundingClientRect()
  sheet.style.left = `${left}px`
  sheet.style.width = `${width}px`
  sheet.style.bottom = `${innerHeight - bottom}px`
  sheet.showModal()
}
