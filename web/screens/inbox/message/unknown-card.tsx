import { CircleQuestionMark } from 'lucide-preact'
import type { ShownMessage } from '../../../models/message-list.ts'
import { t } from '../../../texts/index.ts'

/** What WhatsApp would not pass on, or what this app does not know: said plainly, with its type. */
export function UnknownCard({ message }: { message: ShownMessage }) {
  const isKept = message.type === 'unsupported'
  const type = message.unsupported?.type ?? message.unknown?.type ?? message.type
  return (
    <div class="unknown">
      <CircleQuestionMark size={18} aria-hidden="true" />
      <div class="card-text">
        <strong>{isKept ? t.message.unsupported : t.message.unknown}</strong>
        <span class="mute">
          {isKept ? (message.unsupported?.detail ?? t.message.unsupportedLead) : t.message.unsupportedLead}
        </span>
        {type !== 'unknown' && <span class="mute">{t.message.unknownType(type)}</span>}
      </div>
    </div>
  )
}
