import type { enHelp } from './en-help.ts'
import { plural } from './plural.ts'

export const nlHelp: typeof enHelp = {
  help: {
    search: 'Zoek in de gids',
    nothing: 'Daarover staat niets in de gids',
    found: (count: number) => plural(count, { one: 'onderdeel', other: 'onderdelen' }),
    inEnglish: 'De gids is in het Engels geschreven.',
  },
}
