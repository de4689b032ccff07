import type { enHelp } from './en-help.ts'
import { plural } from './plural.ts'

export const esHelp: typeof enHelp = {
  help: {
    search: 'Buscar en la guía',
    nothing: 'La guía no dice nada de eso',
    found: (count: number) => plural(count, { one: 'apartado', other: 'apartados' }),
    inEnglish: 'La guía está escrita en inglés.',
  },
}
