import type { Signal } from '@preact/signals'
import { ArrowLeft, Check, PanelRight, RotateCcw, UserPlus } from 'lucide-preact'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { toggleClosed } from '../../models/actions.ts'
import { now } from '../../models/clock.ts'
import { faceColor, initialsOf, personLine, personName } from '../../models/person.ts'
import { detailsShown } from '../../models/preferences.ts'
import { replyWindow } from '../../models/reply-window.ts'
import { can } from '../../models/session.ts'
import { memberName, teamName } from '../../models/team.ts'
import { formatSnooze } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Face } from '../../ui/face.tsx'
import { useAnchor } from '../../ui/menu.tsx'
import { LabelDots } from '../labels/label-marks.tsx'
import { leaveThread } from './list-cursor.ts'
import { ReassignMenu } from './reassign-menu.tsx'
import { VerbButtons } from './verbs/verb-buttons.tsx'
import { Viewers } from './viewers.tsx'
import { shortWindowText, WindowRing, windowText } from './window-ring.tsx'

export function ThreadHeader({ conversation }: { conversation: Signal<Conversation> }) {
  const [anchor, toggle, close] = useAnchor()
  const { id, contact, status, windowClosesAt, assigneeId, teamId, notice, labelIds, snoozedUntil } = conversation.value
  const name = personName(contact)
  const window = replyWindow(windowClosesAt, now.value)
  const isClosed = status === 'closed'
  const until = snoozedUntil ? t.inbox.snoozedUntil(formatSnooze(snoozedUntil)) : t.inbox.snoozedOpen
  return (
    <>
      <header class="thread-head">
        <IconButton class="back" label={t.thread.back} onClick={leaveThread}>
          <ArrowLeft size={18} aria-hidden="true" />
        </IconButton>
        <span class="row-face">
          <WindowRing window={window} />
          <Face initials={initialsOf(name)} color={faceColor(contact.id)} size="l" />
        </span>
        <div class="thread-who">
          <h2>
            <bdi>{name}</bdi> <LabelDots ids={labelIds} />
          </h2>
          <p>
            {personLine(contact) && <bdi class="who-line">{personLine(contact)}</bdi>}
            {status === 'snoozed' && (
              <span class="who-until" title={until}>
                {until}
              </span>
            )}
            <span class={`clock ${window.kind}`} title={windowText(window)}>
              {shortWindowText(window)}
            </span>
            {teamId && <span class="who-team">{teamName(teamId)}</span>}
          </p>
        </div>
        <Viewers id={id} size="m" />
        <VerbButtons conversation={conversation} />
        {can('assign') && (
          <Button
            id="assign"
            hint="A"
            aria-label={`${t.thread.assignTitle} ${assigneeId ? memberName(assigneeId) : t.thread.assignNobody}`}
            aria-haspopup="dialog"
            aria-expanded={anchor !== null}
            onClick={toggle}
          >
            <UserPlus size={15} aria-hidden="true" />
            <span class="btn-text">{assigneeId ? memberName(assigneeId) : t.thread.assign}</span>
          </Button>
        )}
        {can('close') && (
          <Button
            kind={isClosed ? 'plain' : 'primary'}
            hint="E"
            aria-label={isClosed ? t.thread.reopen : t.thread.close}
            onClick={() => toggleClosed(id)}
          >
            {isClosed ? <RotateCcw size={15} aria-hidden="true" /> : <Check size={15} aria-hidden="true" />}
            <span class="btn-text">{isClosed ? t.thread.reopen : t.thread.close}</span>
          </Button>
        )}
        <IconButton
          label={detailsShown.value ? t.thread.hideDetails : t.thread.showDetails}
          aria-pressed={detailsShown.value}
          onClick={() => {
            detailsShown.value = !detailsShown.value
          }}
        >
          <PanelRight size={17} aria-hidden="true" />
        </IconButton>
        {anchor && <ReassignMenu conversation={conversation} anchor={anchor} onClose={close} />}
      </header>
      {notice && (
        <p class="notice" role="note" aria-label={t.thread.customerNotice}>
          {t.thread.customerNotices[notice]}
        </p>
      )}
    </>
  )
}
