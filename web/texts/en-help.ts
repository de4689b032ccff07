import { plural } from './plural.ts'

export const enHelp = {
  help: {
    search: 'Search the guide',
    nothing: 'Nothing in the guide about that',
    found: (count: number) => plural(count, { one: 'section', other: 'sections' }),
    inEnglish: 'The guide is written in English.',
  },
}
