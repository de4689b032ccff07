import type { enDialog } from './en-dialog.ts'

export const ptDialog: typeof enDialog = {
  discard: {
    title: 'Descartar o que você escreveu?',
    lead: 'Ainda não foi salvo.',
    confirm: 'Descartar',
    keep: 'Continuar escrevendo',
  },
}
