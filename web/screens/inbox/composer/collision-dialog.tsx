import { memberFullName } from '../../../models/team.ts'
import { repliersIn, typing } from '../../../models/typing.ts'
import { inSentence } from '../../../texts/direction.ts'
import { formatList } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'

interface CollisionDialogProps {
  conversationId: string
  onWait: () => void
  onSend: () => void
}

/** Asks before two people answer one customer. */
export function CollisionDialog({ conversationId, onWait, onSend }: CollisionDialogProps) {
  const writers = repliersIn(conversationId)
  const who = writers.length === 0 ? t.thread.somebody : inSentence(formatList(writers.map(memberFullName)))
  const [first = ''] = writers
  const draft = typing.value.get(conversationId)?.get(first)?.draft
  return (
    <Dialog title={t.composer.collisionTitle(who)} onClose={onWait}>
      <div class="dialog-body">
        <p class="mute">{t.composer.collisionLead}</p>
        {draft && <blockquote class="colleague-draft">{draft}</blockquote>}
        <div class="dialog-actions">
          <Button onClick={onWait}>{t.composer.collisionWait}</Button>
          <Button kind="primary" onClick={onSend}>
            {t.composer.collisionSend}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
