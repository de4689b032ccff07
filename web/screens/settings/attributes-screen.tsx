import { Pencil, SlidersHorizontal, Trash2 } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { Attribute } from '../../../worker/contract/contact.ts'
import { contactApi } from '../../api/contacts.ts'
import { attributes, readAttributes } from '../../models/contacts.ts'
import { can } from '../../models/session.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/contacts.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Empty, Failed } from '../../ui/states.tsx'
import { AttributeDialog } from './attribute-dialog.tsx'
import { CardBones } from './channels-screen.tsx'
import { Page } from './page.tsx'

/** What the team wants to know of its customers. */
export function AttributesScreen() {
  const [editing, setEditing] = useState<Attribute | 'new' | null>(null)
  const [removing, setRemoving] = useState<Attribute | null>(null)
  const { state, value, error } = attributes.value
  const mayEdit = can('manageAttributes')
  useEffect(() => void readAttributes(), [])
  const remove = async ({ id }: Attribute) => {
    try {
      await contactApi.removeAttribute(id)
      await readAttributes()
    } catch (error) {
      tellError(t.attributes.failed, error)
    }
  }
  const add = mayEdit && (
    <Button id="new-attribute" kind="primary" onClick={() => setEditing('new')}>
      <SlidersHorizontal size={15} aria-hidden="true" />
      {t.attributes.add}
    </Button>
  )
  return (
    <Page title={t.attributes.title} lead={t.attributes.lead} action={value && value.length > 0 && add}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readAttributes()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {!mayEdit && <p class="mute">{t.attributes.readOnly}</p>}
      {value?.length === 0 && (
        <Empty icon={SlidersHorizontal} title={t.attributes.empty} lead={t.attributes.emptyLead}>
          {add}
        </Empty>
      )}
      {value && value.length > 0 && (
        <section class="card flush" aria-label={t.attributes.title}>
          <ul class="people">
            {value.map((attribute) => (
              <li key={attribute.id}>
                <div class="person">
                  <strong>{attribute.name}</strong>
                  <span class="mute">
                    <code class="mono">{attribute.key}</code>
                    {attribute.options.length > 0 && ` · ${attribute.options.join(', ')}`}
                  </span>
                </div>
                <span class="tag">{t.attributes.kinds[attribute.kind]}</span>
                {mayEdit && (
                  <>
                    <IconButton label={t.attributes.edit(attribute.name)} onClick={() => setEditing(attribute)}>
                      <Pencil size={15} aria-hidden="true" />
                    </IconButton>
                    <IconButton label={t.attributes.remove(attribute.name)} onClick={() => setRemoving(attribute)}>
                      <Trash2 size={15} aria-hidden="true" />
                    </IconButton>
                  </>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {editing && <AttributeDialog attribute={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {removing && (
        <ConfirmDialog
          title={t.attributes.removeTitle(removing.name)}
          lead={t.attributes.removeLead}
          confirm={t.attributes.removeConfirm}
          onConfirm={() => void remove(removing)}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  )
}
