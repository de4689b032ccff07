const isMac = /^(Mac|iP)/.test(globalThis.navigator?.platform ?? '')

/** Whether the person is typing or in a dialog, where single letters are letters. */
export function isBusy(event: KeyboardEvent): boolean {
  if (isTaken(event) || event.ctrlKey || event.metaKey || event.altKey) return true
  // It closes by Escape itself, wherever the focus is; one that has closed stays in the page for a moment.
  if (document.querySelector('.menu:popover-open')) return true
  const target = event.target
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
}

/** Whether the key belongs to somebody else already: a dialog, or a word that is being composed. */
export function isTaken(event: KeyboardEvent): boolean {
  return event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]') !== null
}

/** What was pressed: `j`, `?`, `Shift+Enter`, `Mod+k`, where Mod is Ctrl, or ⌘ on a Mac. */
export function pressedKeys(event: KeyboardEvent): string {
  const isLetter = event.key.length === 1
  // With Shift a letter is another letter already.
  const shift = event.shiftKey && !isLetter ? 'Shift+' : ''
  if (!event.ctrlKey && !event.metaKey) return `${event.altKey ? 'Alt+' : ''}${shift}${event.key}`
  return `Mod+${shift}${isLetter ? event.key.toLowerCase() : event.key}`
}

const caps: Record<string, string> = { Mod: isMac ? '⌘' : 'Ctrl', Escape: 'Esc' }

/** The keys as they are printed on a keyboard, one after the other. */
export function keyCaps(keys: string): string[] {
  return keys.split('+').map((key) => caps[key] ?? (key.length === 1 ? key.toUpperCase() : key))
}
