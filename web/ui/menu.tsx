import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

interface PopoverProps {
  anchor: HTMLElement | null
  /** Where the focus goes afterwards, if not to the button. */
  returnTo?: RefObject<HTMLElement | null>
  onClose: () => void
  label: string
  role?: 'menu' | 'dialog'
  class?: string
  children: ComponentChildren
}

const edgeGap = 8
const anchorGap = 4

/** Something small that opens beside a button, above everything, and closes by Escape or a click elsewhere. */
export function Popover(props: PopoverProps) {
  const { anchor, returnTo, onClose, label, role = 'menu', class: extra = '', children } = props
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const box = ref.current
    if (!box) return
    box.showPopover?.()
    placeBeside(box, anchor)
    const first = box.querySelector<HTMLElement>('[data-autofocus], [role^="menuitem"], input, button')
    first?.focus({ preventScroll: true })
    return () => {
      // Focus that was inside would be lost with the menu; a browser that closed it gave it to the button.
      const focused = document.activeElement
      const isLost = box.contains(focused) || focused === document.body || focused === anchor
      if (isLost) (returnTo?.current ?? anchor)?.focus()
    }
  }, [anchor])
  useEffect(() => {
    const onToggle = (event: Event) => (event as ToggleEvent).newState === 'closed' && onClose()
    const box = ref.current
    box?.addEventListener('toggle', onToggle)
    return () => box?.removeEventListener('toggle', onToggle)
  }, [onClose])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the role is menu or dialog; the arrow keys move inside it
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of these roles take a label
    <div ref={ref} popover="auto" role={role} aria-label={label} class={`menu ${extra}`} onKeyDown={moveByArrows}>
      {children}
    </div>
  )
}

function placeBeside(box: HTMLElement, anchor: HTMLElement | null): void {
  if (!anchor) return
  const near = anchor.getBoundingClientRect()
  const { width, height } = box.getBoundingClientRect()
  const fitsBelow = near.bottom + anchorGap + height + edgeGap <= innerHeight
  const top = fitsBelow ? near.bottom + anchorGap : Math.max(edgeGap, near.top - anchorGap - height)
  const startsLeft = near.left + width + edgeGap <= innerWidth
  const left = startsLeft ? near.left : Math.max(edgeGap, near.right - width)
  box.style.top = `${top}px`
  box.style.left = `${left}px`
}

const arrowSteps: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

function moveByArrows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = arrowSteps[event.key]
  if (step === undefined) return
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]')]
  if (items.length === 0) return
  event.preventDefault()
  const at = items.indexOf(document.activeElement as HTMLElement)
  const next = Number.isFinite(step) ? (at + step + items.length) % items.length : step < 0 ? 0 : items.length - 1
  items[next]?.focus()
}

/** Whether a menu is open, and beside what. */
export function useAnchor(): [HTMLElement | null, (event: Event) => void, () => void] {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const toggle = (event: Event) => {
    const target = event.currentTarget as HTMLElement
    setAnchor((present) => (present ? null : target))
  }
  const [close] = useState(() => () => setAnchor(null))
  return [anchor, toggle, close]
}
