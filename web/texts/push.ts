/** What a push says: its worker carries no other texts. */
export const enPushKinds = {
  mention: 'You were mentioned',
  assigned: 'A conversation is yours now',
  message: 'New message in your conversation',
  unassigned: 'A customer waits, and nobody has the conversation',
  window: 'A window closes soon, and the customer waits for an answer',
  failed: 'A message of yours was not sent',
}
