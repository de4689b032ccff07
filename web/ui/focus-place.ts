/** Where an element stood, so that the focus finds the nearest thing that is left when the element is gone. */
export interface FocusPlace {
  element: Element
  /** From the element up to the page, each with what stood beside it. */
  path: readonly { element: Element; next: Element | null; previous: Element | null }[]
}

const typed =
  'textarea, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="button"], [type="file"])'
/** Never a field to type in: the letters that are commands would become text, and a phone would open its keyboard. */
const takesFocus = ['a[href]', 'button', 'select', 'summary', 'input[type="checkbox"]', 'input[type="radio"]']
  .map((kind) => `${kind}:not(:disabled, [tabindex="-1"])`)
  .concat('[tabindex="0"]')
  .join()
/** What holds every screen: farther away than this nothing is near. */
const stage = 'main'

export function placeOfElement(element: Element): FocusPlace {
  const path: FocusPlace['path'][number][] = []
  for (let each: Element | null = element; each && each !== document.body; each = each.parentElement) {
    path.push({ element: each, next: each.nextElementSibling, previous: each.previousElementSibling })
  }
  return { element, path }
}

/** Puts the focus back on the element of the first place that is there, or on what is nearest to where it stood. */
export function focusPlace(...places: readonly FocusPlace[]): void {
  for (const place of places) {
    if (!(isTyped(place.element) && isTouch()) && takes(place.element)) return
    for (const near of nearestTo(place)) if (takes(near)) return
  }
  takes(document.getElementById(stage))
}

export const isShown = (element: Element): boolean =>
  element.isConnected && (element.checkVisibility?.({ visibilityProperty: true }) ?? true)

const isTyped = (element: Element): boolean => element.matches(typed)
const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches

function takes(element: Element | null): boolean {
  if (!(element instanceof HTMLElement) || element === document.body || !isShown(element)) return false
  element.focus({ preventScroll: true })
  return document.activeElement === element
}

/** What can take the focus round a place: beside what went, first what follows, then what it was in, and so on outward. */
function* nearestTo({ path }: FocusPlace): Generator<Element> {
  for (const [level, { element, next, previous }] of path.entries()) {
    const parent = path[level + 1]?.element
    // What surrounds every screen is near to nothing in it.
    if (!parent || parent.querySelector(`#${stage}`)) return
    // Its own neighbours where it is still there, else those it had.
    if (element.isConnected) {
      yield* inside(following(element.nextElementSibling, 'nextElementSibling'))
      yield* inside(following(element.previousElementSibling, 'previousElementSibling'), true)
    } else if (parent.isConnected) {
      if (next?.parentElement === parent) yield* inside(following(next, 'nextElementSibling'))
      if (previous?.parentElement === parent) yield* inside(following(previous, 'previousElementSibling'), true)
      yield* inside(parent.children)
    }
    if (parent.isConnected && parent.matches('[tabindex]')) yield parent
  }
}

function* following(from: Element | null, step: 'nextElementSibling' | 'previousElementSibling'): Generator<Element> {
  for (let each = from; each; each = each[step]) yield each
}

function* inside(elements: Iterable<Element>, lastFirst = false): Generator<Element> {
  for (const element of elements) {
    const found = [...(element.matches(takesFocus) ? [element] : []), ...element.querySelectorAll(takesFocus)]
    yield* lastFirst ? found.reverse() : found
  }
}
