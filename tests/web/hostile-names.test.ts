import { describe, expect, it } from 'vitest'
import { parseJson } from '../../web/api/parse.ts'
import { inSentence, withoutTurns } from '../../web/texts/direction.ts'
import { hostileTexts } from '../security/hostile/texts.ts'

const turns = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/
const turning = [
  ...Object.values(hostileTexts).filter((text) => turns.test(text)),
  'Eve\u202E evol',
  '\u2067\u202BEve\u202C',
  'Eve\u2069\u2069\u202D',
  '\u200EEve\u200F\u061C',
]

describe('names that turn the direction of writing', () => {
  it('are many', () => expect(turning.length).toBeGreaterThan(5))

  it.each(turning)('keep nothing but what is to be read: %j', (name) => {
    const kept = [...name].filter((char) => !turns.test(char)).join('')
    expect(withoutTurns(name)).toBe(kept)
    for (const key of ['name', 'profileName', 'verifiedName', 'username', 'organization']) {
      const answer = JSON.stringify({ data: [{ contact: { [key]: name } }] })
      expect(parseJson(answer)).toEqual({ data: [{ contact: { [key]: kept.trim() } }] })
    }
  })

  it('are found behind escapes, too', () => {
    expect(parseJson('{"name":"Eve\\u202e evol"}')).toEqual({ name: 'Eve evol' })
  })

  it('are all that is touched', () => {
    const answer = {
      name: { formatted_name: 'a\u202E' },
      text: { body: ' a\u202E ' },
      filename: 'a\u202E',
      names: [1, null],
    }
    expect(parseJson(JSON.stringify(answer))).toEqual(answer)
    expect(parseJson('{"name":null,"id":7}')).toEqual({ name: null, id: 7 })
  })
})

describe('a name in a sentence', () => {
  it('is the name, or an isolate if it is written from the right', () => {
    for (const name of ['Eve', 'Zoë 7', 'Дана', '王芳', '👩‍👧', '@eve.1', '+49 151 2345'])
      expect(inSentence(name)).toBe(name)
    for (const name of ['דנה', 'سارة 2', 'Eve (דנה)', 'ﻢﺤﻣﺩ', '𞤀𞤣𞤤𞤢𞤥']) {
      expect(inSentence(name)).toBe(`\u2068${name}\u2069`)
    }
  })
})
