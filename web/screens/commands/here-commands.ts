import { t } from '../../texts/index.ts'
import { isShown } from '../../ui/focus-place.ts'
import type { Command, CommandGroup } from './command.ts'

/** Where the buttons of the screen itself stand. Those with an id have commands of their own. */
const places: readonly { group: CommandGroup; within: string; what: readonly string[] }[] = [
  { group: 'here', within: 'main.page', what: ['button', 'a.btn', 'summary'] },
  { group: 'here', within: '.contacts-head', what: ['button', 'a.btn', 'select'] },
  { group: 'contact', within: '.person-details', what: ['button', 'select', 'textarea'] },
]

/** Each button of the screen, by the words that it has; one goes to a field and chooses or writes there. */
export function hereCommands(): Command[] {
  return places.flatMap(({ group, within, what }) => {
    const selector = what.map((kind) => `${within} ${kind}:not([id], :disabled)`).join()
    const found = [...document.querySelectorAll<HTMLElement>(selector)]
      .filter(isShown)
      .map((element) => ({ element, name: nameOf(element) }))
      .filter(({ name }) => name !== '')
    return found.map(
      ({ element, name }, index): Command => ({
        id: `${group}-${within.replace(/\W/g, '')}-${index}`,
        group,
        name: () => name,
        run: () => {
          element.focus()
          if (!element.matches('select, textarea')) element.click()
        },
      }),
    )
  })
}

/** Its words and, where these do not tell it, whose they are: what it stands beside, or the part of the screen. */
function nameOf(element: HTMLElement): string {
  const own = element.getAttribute('aria-label')
  const words = own ?? wordsOf(element)
  const of =
    element.closest<HTMLElement>('[data-of]')?.dataset.of ??
    (own === null ? element.parentElement?.closest('main [aria-label]')?.getAttribute('aria-label') : undefined)
  return words !== '' && of ? t.commands.pair(of, words) : words
}

/** As it is read out: without the pictures and the keys on it. */
function wordsOf(element: Element): string {
  const copy = element.cloneNode(true) as Element
  for (const silent of copy.querySelectorAll('[aria-hidden="true"]')) silent.remove()
  return (copy.textContent ?? '').replace(/\s+/g, ' ').trim()
}
