import { X } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../texts/dialog.ts'
import { Button, IconButton } from './button.tsx'
import { focusPlace, placeOfElement } from './focus-place.ts'
import { watchFields } from './written-fields.ts'

interface DialogProps {
  title: string
  onClose: () => void
  wide?: boolean
  /** Without the line of title and close button: the title is only heard, and nothing in it is worth keeping. */
  bare?: boolean
  children: ComponentChildren
}

/**
 * A modal dialog. The browser keeps the focus inside and gives it back; Escape and a click outside close it, and ask
 * first if something was written in it.
 */
export function Dialog({ title, onClose, wide = false, bare = false, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const [fields] = useState(watchFields)
  const [isAsked, setAsked] = useState(false)
  const isDiscarded = useRef(false)
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
  // After the question is gone, which would keep the focus from what is below both.
  useLayoutEffect(() => {
    if (isDiscarded.current) onClose()
  }, [isAsked])
  const mustAsk = () => !bare && fields.isWritten()
  /** Not by a button that says so: it may be a slip. */
  const leave = () => (mustAsk() ? setAsked(true) : onClose())
  return (
    <>
      <dialog
        ref={ref}
        class={`dialog ${wide ? 'wide' : ''}`}
        {...(bare ? { 'aria-label': title } : { 'aria-labelledby': titleId })}
        onFocusIn={fields.onFocusIn}
        onInput={fields.onInput}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.isComposing || !isOwn(event) || !mustAsk()) return
          // A browser lets itself be kept from closing once only; a key it does not get is none.
          event.preventDefault()
          setAsked(true)
        }}
        onCancel={(event) => {
          // A file's field says this, too, when none was chosen.
          if (event.target !== event.currentTarget) return
          event.preventDefault()
          leave()
        }}
        onPointerDown={(event) => {
          if (event.target !== event.currentTarget || !isOutside(event, event.currentTarget)) return
          // The rest of the click would take the focus from the question.
          event.preventDefault()
          leave()
        }}
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
      {isAsked && (
        <ConfirmDialog
          title={t.discard.title}
          lead={t.discard.lead}
          confirm={t.discard.confirm}
          cancel={t.discard.keep}
          onConfirm={() => {
            isDiscarded.current = true
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  )
}

/** Not of what opened above it. */
const isOwn = ({ target, currentTarget }: Event): boolean =>
  (target as Element).closest('dialog, [popover]') === currentTarget

function isOutside(event: PointerEvent, dialog: HTMLElement): boolean {
  const box = dialog.getBoundingClientRect()
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom
}

interface ConfirmProps {
  title: string
  lead: string
  confirm: string
  cancel?: string
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be undone; the title names the thing. */
export function ConfirmDialog({ title, lead, confirm, cancel, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="dialog-body">
        <p class="mute">{lead}</p>
        <div class="dialog-actions">
          {/* What a key that was meant for the dialog below must not do is the other. */}
          <Button autoFocus onClick={onClose}>
            {cancel ?? t.common.cancel}
          </Button>
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
