import { expect, it } from 'vitest'
import { isPublicUrl } from '../../worker/kit/public-url.ts'

it.each(['https://accounts.example.com', 'https://login.example.co.uk/tenant/v2.0', 'https://id.example.com:8443/'])(
  'asks %s',
  (url) => expect(isPublicUrl(url)).toBe(true),
)

it.each([
  ...['http://id.example.com', 'ftp://id.example.com', 'javascript:alert(1)', 'file:///etc/passwd', 'nonsense'],
  ...[
    'https://10.0.0.1',
    'https://192.168.1.1',
    'https://169.254.169.254/latest',
    'https://8.8.8.8',
    'https://2130706433',
  ],
  ...['https://0x7f.1', 'https://0177.0.0.1', 'https://[::1]', 'https://[fd00::1]', 'https://[::ffff:10.0.0.1]'],
  ...['https://127.0.0.1', 'https://localhost', 'https://a.localhost', 'https://LOCALHOST.', 'https://metadata'],
  ...['https://metadata.google.internal', 'https://router.lan', 'https://x.home.arpa', 'https://printer.local.'],
  ...['https://me:secret@id.example.com', 'https://id.example.com@10.0.0.1', 'https://id.example.com/#part'],
])('does not ask %s', (url) => expect(isPublicUrl(url)).toBe(false))

it('asks this machine in development, and still nothing else that is private', () => {
  const inDevelopment = (url: string) => isPublicUrl(url, { loopback: true })
  expect(['http://127.0.0.1:8794', 'http://localhost:8794', 'https://[::1]'].map(inDevelopment)).toEqual([
    true,
    true,
    true,
  ])
  expect(
    ['http://10.0.0.1', 'https://169.254.169.254', 'http://id.example.com', 'ftp://localhost'].some(inDevelopment),
  ).toBe(false)
})
