/** Rows of one file; a narrower time gives the others. */
export const AUDIT_FILE_ROWS_MAX = 10_000

/**
 * Everything that the audit log tells of. Who adds one gives it words in every language (web/texts); what SQL writes by
 * itself is checked by a test.
 */
export const auditActions = [
  ...(['api_token.created', 'api_token.revoked'] as const),
  ...(['attribute.created', 'attribute.changed', 'attribute.removed'] as const),
  ...(['analytics.exported', 'audit.exported'] as const),
  ...(['canned_response.created', 'canned_response.changed', 'canned_response.removed'] as const),
  ...(['channel.connected', 'channel.changed', 'channel.stopped', 'channel.disconnected', 'channel.deleted'] as const),
  ...(['contact.created', 'contact.changed', 'contact.consent', 'contact.labelled', 'contact.noted'] as const),
  ...(['contact.note_removed', 'contact.blocked', 'contact.unblocked', 'contact.merged', 'contact.unmerged'] as const),
  ...(['contact.removed', 'contact.restored', 'contact.erased'] as const),
  ...(['conversation.assigned', 'conversation.unassigned', 'conversation.closed', 'conversation.reopened'] as const),
  ...(['conversation.snoozed', 'conversation.woken', 'conversation.prioritised', 'conversation.read'] as const),
  ...(['conversation.labelled', 'conversation.opened'] as const),
  ...(['event.replayed', 'event.traced'] as const),
  ...(['factor.added', 'factor.removed', 'recovery_codes.renewed', 'member.proved'] as const),
  'hours.changed',
  ...(['invitation.created', 'invitation.resent', 'invitation.withdrawn'] as const),
  'key.renewed',
  ...(['password.changed', 'password.reset'] as const),
  ...(['label.created', 'label.changed', 'label.removed'] as const),
  'media.uploaded',
  ...(['member.joined', 'member.changed', 'member.left', 'member.removed'] as const),
  ...(['message.written', 'message.retried', 'message.scheduled', 'message.schedule_changed'] as const),
  ...(['message.schedule_held', 'message.schedule_expired', 'message.schedule_cancelled', 'message.traced'] as const),
  ...(['notification.read', 'notifications.changed'] as const),
  ...(['platform.entered', 'platform.read', 'platform.work_retried'] as const),
  'prices.changed',
  ...(['push.subscribed', 'push.unsubscribed', 'push.expired'] as const),
  ...(['segment.created', 'segment.changed', 'segment.removed'] as const),
  ...(['session.started', 'session.ended', 'sign_in.failed'] as const),
  ...(['sso.changed', 'sso.linked', 'sso_domain.added', 'sso_domain.proved', 'sso_domain.removed'] as const),
  ...(['team.created', 'team.changed', 'team.deleted'] as const),
  ...(['template.changed', 'template.removed', 'templates.synced'] as const),
  ...(['tenant.created', 'tenant.changed', 'tenant.owner_changed', 'tenant.state_changed'] as const),
  'tenant.onboarding',
  ...(['view.created', 'view.changed', 'view.removed'] as const),
] as const
export type AuditAction = (typeof auditActions)[number]

/** What stands in the log of the platform alone. */
export const platformActions = ['staff.added', 'staff.ended', 'staff.signed_in', 'staff.signed_out'] as const
export type PlatformAction = (typeof platformActions)[number]
