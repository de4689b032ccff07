// No zod here: the screens count against these too. Sources: docs/sources.md#message-limits.

/** Meta's sizes of a message's parts, in characters or pieces. */
export const messageLimits = {
  textBody: 4096,
  caption: 1024,
  interactiveBody: 1024,
  listBody: 4096,
  interactiveHeader: 60,
  interactiveFooter: 60,
  replyButtons: 3,
  replyButtonTitle: 20,
  replyButtonId: 256,
  listButton: 20,
  listRows: 10,
  listSections: 10,
  listSectionTitle: 24,
  listRowId: 200,
  listRowTitle: 24,
  listRowDescription: 72,
  linkButton: 20,
  link: 2000,
  placeName: 1000,
  /** Meta allows 257; nobody reads more than these. */
  contactCards: 10,
  contactName: 120,
} as const
