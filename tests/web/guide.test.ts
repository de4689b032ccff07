import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../dev/config.ts'
import { readGuide } from '../../web/guide-plugin.ts'
import { anchorOf, findSections } from '../../web/screens/help/guide.ts'

const markdown = readFileSync(join(ROOT, 'docs/guide/agents.md'), 'utf8')

it('reads the guide whole, with pictures that are there and not too heavy', () => {
  const pictures: string[] = []
  const guide = readGuide(markdown, (path) => {
    pictures.push(path)
    return path
  })
  expect(guide.title).toBe('Answering customers')
  expect(guide.sections.length).toBeGreaterThan(6)
  expect(guide.sections.every((section) => section.blocks.length > 0)).toBe(true)
  expect(pictures).toHaveLength(8)
  for (const path of pictures) {
    expect(existsSync(join(ROOT, 'docs/guide', path)), path).toBe(true)
    expect(statSync(join(ROOT, 'docs/guide', path)).size, path).toBeLessThan(240_000)
  }
})

it('keeps words, keys and lists, and refuses what the screen cannot show', () => {
  const { lead, sections } = readGuide('# A\n\nPress `R` **now**.\n\n## B\n\n- one\n- two', String)
  expect(lead).toEqual([
    {
      kind: 'paragraph',
      parts: [
        { kind: 'text', text: 'Press ' },
        { kind: 'key', text: 'R' },
        { kind: 'text', text: ' ' },
        { kind: 'strong', text: 'now' },
        { kind: 'text', text: '.' },
      ],
    },
  ])
  const item = (text: string) => [{ kind: 'text', text }]
  expect(sections).toEqual([
    { title: 'B', blocks: [{ kind: 'list', ordered: false, items: [item('one'), item('two')] }] },
  ])
  for (const wrong of ['<b>x</b>', '[a](https://example.com)', '> quoted']) {
    expect(() => readGuide(`# A\n\n${wrong}`, String)).toThrow('the guide cannot show')
  }
})

it('finds sections by the beginnings of words, whatever their accents', () => {
  const guide = readGuide('# A\n\n## Labels\n\nType to find.\n\n## Café hours\n\nOpen', String)
  const found = (query: string) => findSections(guide, query).map((section) => section.title)
  expect(found('')).toHaveLength(2)
  expect(found('cafe op')).toEqual(['Café hours'])
  expect(found('abels')).toEqual([])
  expect(anchorOf('Café hours')).toBe('cafe-hours')
})
