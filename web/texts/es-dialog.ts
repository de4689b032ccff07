import type { enDialog } from './en-dialog.ts'

export const esDialog: typeof enDialog = {
  discard: {
    title: '¿Descartar lo que escribiste?',
    lead: 'Todavía no se ha guardado.',
    confirm: 'Descartar',
    keep: 'Seguir escribiendo',
  },
}
