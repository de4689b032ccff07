import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { ROOT } from '../../dev/config.ts'
import { Email, EmailInput, FileName, SearchText, WebUrl } from '../../worker/contract/common.ts'

const taken = (shape: z.ZodType, ...texts: unknown[]) => texts.filter((text) => shape.safeParse(text).success)

describe('shapes that many contracts share', () => {
  it('e-mail: an address that mail servers take, trimmed where a person types that of another', () => {
    const long = `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`
    expect(taken(Email, 'ana@demo.test', 'a.b+c@x-y.co', long)).toHaveLength(3)
    expect(
      taken(Email, ' ana@demo.test', 'ana', 'ana@', 'a@b@c.test', 'a\n@demo.test', `x${long}xxxxxxxxxx`, 7),
    ).toEqual([])
    expect(EmailInput.parse('  ana@demo.test\n')).toBe('ana@demo.test')
    expect(taken(EmailInput, '', '  ', 'ana', `${' '.repeat(254)}ana@demo.test ${'x'.repeat(254)}`)).toEqual([])
  })

  it('search: without the spaces around, and no shorter than a search makes sense', () => {
    expect(SearchText(5).parse('  abc ')).toBe('abc')
    expect(taken(SearchText(5), 'a', ' a ', '', 'abcdef', null)).toEqual([])
    expect(taken(SearchText(5, 1), 'a', ' a ')).toHaveLength(2)
  })

  it('file name: something, and not more than WhatsApp takes', () => {
    expect(taken(FileName, 'a', 'invoice.pdf', 'x'.repeat(240))).toHaveLength(3)
    expect(taken(FileName, '', 'x'.repeat(241), null)).toEqual([])
  })

  it('web address: http and https, nothing that runs or reads', () => {
    expect(taken(WebUrl(30), 'https://a.test/x?y=1', 'http://127.0.0.1:8080/')).toHaveLength(2)
    const others = [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'ftp://a.test/',
      '//a.test',
      'a.test',
    ]
    expect(taken(WebUrl(30), ...others, `https://a.test/${'x'.repeat(30)}`)).toEqual([])
  })
})

describe('a contract', () => {
  const own = /\bz\s*\.\s*(email|url|uuid|guid|httpUrl)\(|\.(email|url|uuid)\(\)|max\(25[45]\)/
  const files = globSync('worker/contract/*.ts', { cwd: ROOT }).filter((path) => !path.endsWith('/common.ts'))
  const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8')

  it('takes these shapes from one place, and writes none of its own', () => {
    expect(textOf('worker/contract/common.ts')).toMatch(own)
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter((path) => own.test(textOf(path)))).toEqual([])
  })
})
