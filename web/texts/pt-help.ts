import type { enHelp } from './en-help.ts'
import { plural } from './plural.ts'

export const ptHelp: typeof enHelp = {
  help: {
    search: 'Buscar no guia',
    nothing: 'O guia não diz nada sobre isso',
    found: (count: number) => plural(count, { one: 'seção', other: 'seções' }),
    inEnglish: 'O guia está escrito em inglês.',
  },
}
