import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../dev/config.ts'

/** What the pages are served with, by name in lower case. */
const headers = new Map(
  readFileSync(join(ROOT, 'web/public/_headers'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name, value] = /^ {2}([\w-]+): (.+)$/.exec(line) ?? []
      return name && value && name !== 'Cache-Control' ? [[name.toLowerCase(), value] as const] : []
    }),
)

describe('the headers of the pages', () => {
  it('let nothing run, be framed or be sent but by the app itself', () => {
    const policy = new Map(
      headers
        .get('content-security-policy')
        ?.split('; ')
        .map((directive): [string, string] => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1).join(' ')]),
    )
    expect(policy.get('default-src')).toBe("'none'")
    expect(policy.get('object-src') ?? policy.get('default-src')).toBe("'none'")
    expect(policy.get('script-src')).toBe("'self'")
    expect(policy.get('style-src')).toBe("'self'")
    expect(policy.get('connect-src')).toBe("'self'")
    expect(policy.get('frame-ancestors')).toBe("'none'")
    expect(policy.get('base-uri')).toBe("'none'")
    expect(policy.get('form-action')).toBe("'self'")
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe|https?:|\*/)
  })

  it('keep pages apart from other sites, and on HTTPS for two years', () => {
    expect(Object.fromEntries(headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
    })
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('permissions-policy')).toContain('microphone=(self)')
  })

  it('name the letters of SVG, whose type says nothing of them', () => {
    expect(readFileSync(join(ROOT, 'web/public/_headers'), 'utf8')).toContain(
      '/icons/*.svg\n  Content-Type: image/svg+xml; charset=utf-8\n',
    )
  })
})
