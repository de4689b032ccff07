import './builders.css'
import type { ComponentChildren } from 'preact'
import { t } from '../../../texts/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'

interface BuilderDialogProps {
  title: string
  /** The kind of the message, for how its bubble looks. */
  type: string
  previewLabel: string
  preview: ComponentChildren
  send: string
  /** What is missing; said aloud only once sending was tried. */
  problem?: string | undefined
  tried?: boolean
  onSubmit: () => void
  onClose: () => void
  children: ComponentChildren
}

/** Fields on one side, on the other the message as the customer will see it. */
export function BuilderDialog(props: BuilderDialogProps) {
  const { title, type, previewLabel, preview, send, problem = '', tried = false, onSubmit, onClose, children } = props
  const isProblem = tried && problem !== ''
  const submit = (event: Event) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog title={title} onClose={onClose} wide>
      <form class="builder" onSubmit={submit}>
        <div class="builder-fields scroll">{children}</div>
        <aside class="builder-preview" aria-label={previewLabel}>
          <div class="phone">
            <div class={`bubble out first last type-${type}`}>{preview}</div>
          </div>
        </aside>
        <div class="dialog-actions">
          <span class={`start ${isProblem ? 'problem' : 'mute'}`} role={isProblem ? 'alert' : undefined}>
            {problem}
          </span>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary">
            {send}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
