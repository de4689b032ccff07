import { type FocusPlace, focusPlace, isShown, placeOfElement } from './focus-place.ts'

/** Enough to get past a message with its buttons, to where one was before it came. */
const rememberedMax = 6

/**
 * Keeps the focus on the page: where the element that has it goes away, is hidden or is switched off, the nearest
 * remaining place gets it. One who leaves a place by clicking beside it, or by `blur`, is left alone.
 *
 * @returns What ends it.
 */
export function keepFocus(): () => void {
  let places: FocusPlace[] = []
  let isWaiting = false
  const isNowhere = () => document.activeElement === null || document.activeElement === document.body
  const remember = (target: EventTarget | null) => {
    if (!(target instanceof Element)) return
    isWaiting = false
    places = [placeOfElement(target), ...places.filter(({ element }) => element !== target)].slice(0, rememberedMax)
  }
  const onFocus = ({ target }: FocusEvent) => remember(target)
  if (!isNowhere()) remember(document.activeElement)
  const look = (isThere: (element: Element) => boolean) => {
    const last = places[0]?.element
    if (!last) return
    // A button that is switched off while it works gets the focus back, not its neighbour.
    if (last.isConnected && last.matches(':disabled')) isWaiting = true
    else if (isNowhere() && (isWaiting || !isThere(last))) {
      isWaiting = false
      focusPlace(...places)
    }
  }
  // Hiding something changes no element, but takes the focus from it. To ask for that at every change would cost a layout.
  const onBlur = ({ relatedTarget }: FocusEvent) => relatedTarget === null && queueMicrotask(() => look(isShown))
  const observer = new MutationObserver(() => look((element) => element.isConnected))
  addEventListener('focusin', onFocus)
  addEventListener('focusout', onBlur)
  observer.observe(document, { childList: true, subtree: true, attributeFilter: ['disabled'] })
  return () => {
    observer.disconnect()
    removeEventListener('focusin', onFocus)
    removeEventListener('focusout', onBlur)
  }
}
