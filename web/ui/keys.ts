/** Whether the person is typing or in a dialog, where single letters are letters. */
export function isBusy(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return true
  if (document.querySelector('dialog[open]')) return true
  const target = event.target
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], .menu') !== null
}
