import type { enDialog } from './en-dialog.ts'

export const nlDialog: typeof enDialog = {
  discard: {
    title: 'Weggooien wat je schreef?',
    lead: 'Het is nog niet opgeslagen.',
    confirm: 'Weggooien',
    keep: 'Verder schrijven',
  },
}
