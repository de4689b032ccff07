import './canned.css'
import { MessageSquareQuote, Plus } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { CannedResponse } from '../../../worker/contract/canned.ts'
import { canned, readCanned, removeCanned, saveCanned, searchCanned } from '../../models/canned.ts'
import { can } from '../../models/session.ts'
import { reasonOf, requestIdOf, tell, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/canned.ts'
import { Button } from '../../ui/button.tsx'
import { Bone, Empty, Failed } from '../../ui/states.tsx'
import { CannedDialog } from './canned-dialog.tsx'
import { Page } from './page.tsx'

type Opened = CannedResponse | 'new' | null

/** The team's canned replies and one's own. */
export function CannedScreen() {
  const [opened, setOpened] = useState<Opened>(null)
  const [query, setQuery] = useState('')
  useEffect(() => void readCanned(), [])
  const { state, value, error } = canned.value
  const shown = query.trim() === '' ? (value ?? []) : searchCanned(value ?? [], query.trim())
  const add = (
    <Button id="new-canned" kind="primary" onClick={() => setOpened('new')}>
      <Plus size={16} aria-hidden="true" />
      {t.cannedScreen.add}
    </Button>
  )
  return (
    <Page title={t.cannedScreen.title} lead={t.cannedScreen.lead} action={value && value.length > 0 ? add : null}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readCanned()} />
      )}
      {state === 'loading' && !value && (
        <div class="card skeleton" aria-hidden="true">
          {['62%', '84%', '48%', '70%'].map((width) => (
            <Bone key={width} width={width} height="14px" />
          ))}
        </div>
      )}
      {value?.length === 0 && (
        <Empty icon={MessageSquareQuote} title={t.cannedScreen.empty} lead={t.cannedScreen.emptyLead}>
          <Button id="new-canned" kind="primary" onClick={() => setOpened('new')}>
            {t.cannedScreen.emptyAction}
          </Button>
        </Empty>
      )}
      {value && value.length > 0 && (
        <>
          <input
            type="search"
            class="input canned-search"
            aria-label={t.cannedScreen.search}
            placeholder={t.cannedScreen.search}
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
          <ul class="card canned-rows">
            {shown.map((reply) => (
              <CannedRow key={reply.id} reply={reply} onEdit={() => setOpened(reply)} />
            ))}
          </ul>
          {shown.length === 0 && <p class="mute">{t.cannedScreen.nothing}</p>}
        </>
      )}
      {opened && <CannedDialog reply={opened === 'new' ? null : opened} onClose={() => setOpened(null)} />}
    </Page>
  )
}

function CannedRow({ reply, onEdit }: { reply: CannedResponse; onEdit: () => void }) {
  const { shortcut, body, shared, buttons, files } = reply
  const mayChange = !shared || can('shareCanned')
  return (
    <li data-of={`/${shortcut}`}>
      <div class="canned-row-text">
        <p>
          <strong>/{shortcut}</strong> <span class="tag">{shared ? t.cannedScreen.shared : t.cannedScreen.own}</span>
        </p>
        <p class="canned-body">{body}</p>
        {buttons.length > 0 && <p class="mute">{t.cannedScreen.buttons(buttons.join(', '))}</p>}
        {files.length > 0 && <p class="mute">{t.cannedScreen.files(files.length)}</p>}
      </div>
      {mayChange && (
        <div class="row-actions">
          <Button class="small" onClick={onEdit}>
            {t.cannedScreen.edit}
          </Button>
          <Button class="small" kind="danger" onClick={() => void remove(reply)}>
            {t.cannedScreen.remove}
          </Button>
        </div>
      )}
    </li>
  )
}

/** At once, and written again if the person asks for it. */
async function remove({ id, updatedAt: _at, files, ...reply }: CannedResponse): Promise<void> {
  try {
    await removeCanned(id)
    const again = () =>
      saveCanned(null, { ...reply, fileIds: files.map((file) => file.id) }).catch((error) =>
        tellError(t.cannedScreen.removeFailed, error),
      )
    tell(t.cannedScreen.removed(reply.shortcut), { label: t.cannedScreen.undo, run: () => void again() })
  } catch (error) {
    tellError(t.cannedScreen.removeFailed, error)
  }
}
