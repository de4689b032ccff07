import './composer.css'
import { effect, type Signal } from '@preact/signals'
import { LockKeyhole, UserLock } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Conversation } from '../../../../worker/contract/conversation.ts'
import { assign } from '../../../models/actions.ts'
import { now } from '../../../models/clock.ts'
import { changeDraft, draftOf, followQuote, readDraft } from '../../../models/drafts.ts'
import { questioned, sendAnyway, takeBack } from '../../../models/outbox.ts'
import { acceptsFreeReply } from '../../../models/reply-window.ts'
import { can, me } from '../../../models/session.ts'
import { memberName } from '../../../models/team.ts'
import { inSentence } from '../../../texts/direction.ts'
import { formatDuration } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { Button } from '../../../ui/button.tsx'
import { later } from '../../../ui/later.tsx'
import { templatesAsked } from './asked.ts'
import { ReplyBox } from './reply-box.tsx'
import { ScheduledList } from './scheduled-list.tsx'

const CollisionDialog = later(() => import('./collision-dialog.tsx').then((module) => module.CollisionDialog))
const TemplateDialog = later(() => import('./template-dialog.tsx').then((module) => module.TemplateDialog))

const CostHint = later(() => import('./cost-hint.tsx').then((module) => module.CostHint))

const windowMs = 24 * 3_600_000

/** Where one answers: a reply, a note, or, when the window is closed, a template and nothing else. */
export function Composer({ conversation }: { conversation: Signal<Conversation> }) {
  const { id, channelId, windowClosesAt, contact, assigneeId } = conversation.value
  const draft = draftOf(id)
  const { mode } = draft.value
  useEffect(() => void (can('reply') && readDraft(id)), [id])
  useEffect(() => effect(() => followQuote(id)), [id])
  const [isPicking, setPicking] = useState(false)
  const isAsked = templatesAsked.value === id
  useEffect(() => {
    if (!isAsked) return
    templatesAsked.value = null
    setPicking(true)
  }, [isAsked])
  if (!can('reply')) return <p class="composer-closed">{t.composer.viewer}</p>
  const isOpen = acceptsFreeReply(windowClosesAt, now.value)
  return (
    <section class={`composer ${mode}`} aria-label={mode === 'note' ? t.composer.note : t.composer.reply}>
      <ScheduledList conversationId={id} />
      <ModeTabs id={id} mode={mode}>
        {mode === 'reply' && isOpen && <CostHint conversation={conversation.value} />}
      </ModeTabs>
      {mode === 'reply' && me.value?.tenant.desk.onlyAssigneeSends && assigneeId !== me.value.memberId ? (
        <AssigneeOnly id={id} assigneeId={assigneeId} />
      ) : mode === 'reply' && !isOpen ? (
        <TemplateOnly windowClosesAt={windowClosesAt} onPick={() => setPicking(true)} />
      ) : (
        <ReplyBox conversation={conversation} draft={draft} onTemplate={() => setPicking(true)} />
      )}
      {questioned.value.has(id) && (
        <CollisionDialog conversationId={id} onWait={() => takeBack(id)} onSend={() => sendAnyway(id)} />
      )}
      {isPicking && (
        <TemplateDialog conversationId={id} channelId={channelId} contact={contact} onClose={() => setPicking(false)} />
      )}
    </section>
  )
}

interface ModeTabsProps {
  id: string
  mode: 'reply' | 'note'
  children: ComponentChildren
}

function ModeTabs({ id, mode, children }: ModeTabsProps) {
  const modes = ['reply', 'note'] as const
  const labels = { reply: t.composer.reply, note: t.composer.note }
  const hints = { reply: 'R', note: 'N' }
  const choose = (next: 'reply' | 'note') => {
    changeDraft(id, { mode: next })
    requestAnimationFrame(() => document.getElementById('composer')?.focus())
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div class="composer-modes" role="group" aria-label={t.composer.mode}>
      {modes.map((one) => (
        <button key={one} type="button" aria-pressed={mode === one} onClick={() => choose(one)}>
          {labels[one]} <span class="kbd" data-key={hints[one]} aria-hidden="true" />
        </button>
      ))}
      {children}
    </div>
  )
}

/** Why nothing can be sent by this person, and how they may. */
function AssigneeOnly({ id, assigneeId }: { id: string; assigneeId: string | null }) {
  return (
    <div class="template-only">
      <UserLock size={18} aria-hidden="true" />
      <div>
        <strong>
          {assigneeId === null ? t.composer.nobodyTitle : t.composer.notYoursTitle(inSentence(memberName(assigneeId)))}
        </strong>
        <p>{t.composer.onlyAssigneeLead}</p>
      </div>
      {can('assign') && (
        <Button id="composer" kind="primary" onClick={() => void assign(id, { memberId: me.peek()?.memberId ?? null })}>
          {t.composer.takeIt}
        </Button>
      )}
    </div>
  )
}

interface TemplateOnlyProps {
  windowClosesAt: string | null
  onPick: () => void
}

/** Why nothing but a template can be sent now. */
function TemplateOnly({ windowClosesAt, onPick }: TemplateOnlyProps) {
  const sinceMs = windowClosesAt === null ? 0 : now.value - Date.parse(windowClosesAt) + windowMs
  return (
    <div class="template-only">
      <LockKeyhole size={18} aria-hidden="true" />
      <div>
        <strong>{windowClosesAt === null ? t.composer.neverTitle : t.composer.closedTitle}</strong>
        <p>{windowClosesAt === null ? t.composer.neverLead : t.composer.closedLead(formatDuration(sinceMs))}</p>
      </div>
      <Button id="composer" kind="primary" onClick={onPick}>
        {t.composer.chooseTemplate}
      </Button>
    </div>
  )
}
