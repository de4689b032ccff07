import { X } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../texts/index.ts'
import { Button, IconButton } from './button.tsx'
import { focusPlace, placeOfElement } from './focus-place.ts'

interface DialogProps {
  title: string
  onClose: () => void
  wide?: boolean
  /** Without the line of title and close button: the title is only heard. */
  bare?: boolean
  children: ComponentChildren
}

/** A modal dialog. The browser keeps the focus inside and gives it back; Escape and a click outside close it. */
export function Dialog({ title, onClose, wide = false, bare = false, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Its end must come before the dialog is taken from the page: what closes it may want the focus elsewhere next.
  useLayoutEffect(() => {
    const dialog = ref.current
    const before = placeOfElement(document.activeElement ?? document.body)
    dialog?.showModal()
    return () => {
      dialog?.close()
      // What was there before may be gone, as the row of a conversation that was closed.
      focusPlace(before)
    }
  }, [])
  return (
    <dialog
      ref={ref}
      class={`dialog ${wide ? 'wide' : ''}`}
      {...(bare ? { 'aria-label': title } : { 'aria-labelledby': titleId })}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) =>
        event.target === event.currentTarget && isOutside(event, event.currentTarget) && onClose()
      }
    >
      {!bare && (
        <header>
          <h2 id={titleId}>{title}</h2>
          <IconButton label={t.common.close} onClick={onClose}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        </header>
      )}
      {children}
    </dialog>
  )
}

function isOutside(event: PointerEvent, dialog: HTMLElement): boolean {
  const box = dialog.getBoundingClientRect()
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom
}

interface ConfirmProps {
  title: string
  lead: string
  confirm: string
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be undone; the title names the thing. */
export function ConfirmDialog({ title, lead, confirm, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="dialog-body">
        <p class="mute">{lead}</p>
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button
            kind="danger"
            class="primary"
            onClick={() => {
              onConfirm()
              onClose()
            }}
          >
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
