export const enDialog = {
  discard: {
    title: 'Discard what you wrote?',
    lead: 'It is not saved yet.',
    confirm: 'Discard',
    keep: 'Keep writing',
  },
}
