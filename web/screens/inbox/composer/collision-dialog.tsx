import { sendAnyway, takeBack } from '../../../models/outbox.ts'
import { memberFullName } from '../../../models/team.ts'
import { typing } from '../../../models/typing.ts'
import { formatList } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'

/** Asks before two people answer one customer. */
export function CollisionDialog({ conversationId }: { conversationId: string }) {
  const writers = [...(typing.value.get(conversationId) ?? [])].filter(([, { mode }]) => mode === 'reply')
  const names = writers.map(([memberId]) => memberFullName(memberId))
  const who = names.length === 0 ? t.thread.somebody : formatList(names)
  const [first] = writers
  return (
    <Dialog title={t.composer.collisionTitle(who)} onClose={() => takeBack(conversationId)}>
      <div class="dialog-body">
        <p class="mute">{t.composer.collisionLead}</p>
        {first?.[1].draft && <blockquote class="colleague-draft">{first[1].draft}</blockquote>}
        <div class="dialog-actions">
          <Button onClick={() => takeBack(conversationId)}>{t.composer.collisionWait}</Button>
          <Button kind="primary" onClick={() => sendAnyway(conversationId)}>
            {t.composer.collisionSend}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
