import { Plus } from 'lucide-preact'
import { can } from '../../models/session.ts'
import { t } from '../../texts/index.ts'
import { later } from '../../ui/later.tsx'
import { useAnchor } from '../../ui/menu.tsx'
import { LabelChips } from './label-marks.tsx'

const LabelPicker = later(() => import('./label-picker.tsx').then((module) => module.LabelPicker))

interface LabelsProps {
  /** What they stand on. */
  of: 'conversation' | 'contact'
  ids: readonly string[]
  conversationId?: string
  onDone: (labelIds: string[]) => void
}

/** The labels that stand on something, and the button that changes them. */
export function Labels({ of, ids, conversationId, onDone }: LabelsProps) {
  const [anchor, toggle, close] = useAnchor()
  return (
    <div class="chips">
      <LabelChips ids={ids} />
      {can('label') && (
        <button
          type="button"
          id={`labels-of-${of}`}
          class="chip"
          title={t.labels.add[of]}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={toggle}
        >
          <Plus size={13} aria-hidden="true" />
          {t.labels.on[of]}
        </button>
      )}
      {anchor && (
        <LabelPicker
          anchor={anchor}
          title={of === 'contact' ? t.labels.ofContact : t.labels.title}
          chosen={ids}
          onDone={onDone}
          onClose={close}
          {...(conversationId !== undefined && { conversationId })}
        />
      )}
    </div>
  )
}
