/** What a screen asks for within this time is asked by whoever touched it. */
const attendedMs = 60_000

/** What only people do: a page that moves or redraws by itself makes none of these. */
const touches = ['pointerdown', 'keydown', 'wheel', 'click', 'input', 'drop']

/** Somebody has opened the page. */
let touchedAtMs = Date.now()
const touch = () => {
  touchedAtMs = Date.now()
}
for (const type of touches) addEventListener(type, touch, { capture: true, passive: true })

/** Whether somebody is before the screen, as far as it can tell. */
export const isAttended = (): boolean => Date.now() - touchedAtMs <= attendedMs
