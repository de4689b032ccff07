import { belies } from '../../contract/file-names.ts'
import type { MediaType, MessageType } from '../../contract/message.ts'
import { AppError } from '../../contract/problem.ts'

/** Free-form messages may be sent for this long after the customer's last one (docs/sources.md#window). */
export const WINDOW_MS = 24 * 60 * 60_000

/** Whether a free-form message may still be sent. */
export function isWindowOpen(windowClosesAt: Date | null, nowMs: number): boolean {
  return windowClosesAt !== null && windowClosesAt.getTime() > nowMs
}

/** @throws AppError WINDOW_CLOSED for anything but a template or a note after the window closed. */
export function assertWindowOpen(windowClosesAt: Date | null, type: MessageType, nowMs: number): void {
  if (type === 'template' || type === 'note' || isWindowOpen(windowClosesAt, nowMs)) return
  throw new AppError(
    'WINDOW_CLOSED',
    windowClosesAt === null
      ? 'This customer has never written to this number. Send a template first.'
      : 'More than 24 hours have passed since the customer last wrote. Send a template.',
  )
}

/**
 * @param filename Under which the customer gets it.
 * @param voice Whether it goes as somebody's voice: WhatsApp shows nothing but OGG so.
 * @throws AppError INVALID_REQUEST unless it is an uploaded file of this kind, under a name that does not say another type.
 */
export function assertSendable(
  upload: { kind: string; state: string; mimeType: string | null } | undefined,
  { kind, filename, voice }: { kind: MediaType; filename?: string | undefined; voice?: boolean | undefined },
  path: string,
): asserts upload {
  if (upload?.kind !== kind || upload.state !== 'stored') {
    throw new AppError('INVALID_REQUEST', `The file is not an uploaded ${kind} of this channel.`, {
      errors: [{ path, message: `Upload the ${kind} first.` }],
    })
  }
  const { mimeType } = upload
  const isMisnamed = filename !== undefined && belies(filename, mimeType)
  if (!isMisnamed && (!voice || mimeType === 'audio/ogg')) return
  const message = isMisnamed
    ? `The name of the file ends like another type than ${mimeType}.`
    : 'A voice message is Ogg with Opus.'
  throw new AppError('INVALID_REQUEST', message, { errors: [{ path, message }] })
}

/** @throws AppError NOT_ASSIGNEE where only the assignee may answer, and this is somebody else. */
export function assertMayAnswer(
  { onlyAssigneeSends, assigneeId }: { onlyAssigneeSends: boolean; assigneeId: string | null },
  memberId: string,
): void {
  if (!onlyAssigneeSends || assigneeId === memberId) return
  throw new AppError(
    'NOT_ASSIGNEE',
    assigneeId === null
      ? 'In your team only the assignee answers. Take the conversation first.'
      : 'In your team only the assignee answers, and a colleague has this conversation.',
  )
}

/** Whether a failed or unconfirmed message may be sent again by a person. */
export function canRetry(status: string): boolean {
  return status === 'failed' || status === 'unconfirmed'
}
