import { describe, expect, it } from 'vitest'
import { cleanFilename, fileHeaders, isFresh, parseRange } from '../../../worker/features/media/file-headers.ts'

const file = (mimeType: string | null, filename = 'a.bin') => ({ id: 'id', mimeType, filename })

describe('how a file is served', () => {
  it.each(['image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'audio/ogg', 'application/pdf'])(
    '%s may be shown',
    (mimeType) => {
      expect(fileHeaders(file(mimeType), false)).toMatchObject({
        'content-type': mimeType,
        'content-disposition': expect.stringMatching(/^inline;/),
      })
      expect(fileHeaders(file(mimeType), true)['content-disposition']).toMatch(/^attachment;/)
    },
  )

  it.each([null, 'text/html', 'image/svg+xml', 'text/plain', 'application/xhtml+xml', 'image/png; x=y', 'IMAGE/PNG'])(
    '%s is only saved',
    (mimeType) => {
      expect(fileHeaders(file(mimeType, 'page.html'), false)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': expect.stringMatching(/^attachment;/),
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
      })
    },
  )

  it('writes names so that none can leave its place in the header', () => {
    const header = fileHeaders(file('image/png', 'Größe "x"; filename=evil.html\\ 100%.png'), false)[
      'content-disposition'
    ]
    expect(header).toBe(
      `inline; filename="Gr__e _x_; filename=evil.html_ 100_.png"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22x%22%3B%20filename%3Devil.html%5C%20100%25.png`,
    )
    expect(fileHeaders(file(null, "it's (1)*.txt"), false)['content-disposition']).toContain(
      "filename*=UTF-8''it%27s%20%281%29%2a.txt",
    )
  })
})

describe('a file name', () => {
  it.each([
    ['photo.jpg', 'photo.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ana\\bill.pdf', 'bill.pdf'],
    ['a\r\nset-cookie: x\0.pdf', 'aset-cookie: x.pdf'],
    ['bill\u202efdp.exe', 'billfdp.exe'],
    ['  ', null],
    ['', null],
    ['folder/', null],
  ])('%j becomes %j', (name, expected) => {
    expect(cleanFilename(name)).toBe(expected)
  })

  it('keeps its extension when it is cut, and never half a character', () => {
    expect(cleanFilename(`${'x'.repeat(500)}.pdf`)).toBe(`${'x'.repeat(196)}.pdf`)
    expect(() => encodeURIComponent(cleanFilename(`${'😀'.repeat(300)}.a`) ?? '')).not.toThrow()
    expect(() => encodeURIComponent(cleanFilename('half \ud83d') ?? '')).not.toThrow()
  })
})

describe('a range', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-5000', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['BYTES=0-', { start: 0, end: 99 }],
    ['bytes=100-', 'outside'],
    ['bytes=100-200', 'outside'],
    ['bytes=-0', 'outside'],
    ['bytes=5-2', null],
    ['bytes=-', null],
    ['bytes=0-1,5-6', null],
    ['items=0-1', null],
    ['bytes=a-b', null],
    [undefined, null],
  ])('%s of 100 bytes', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected)
  })

  it('of an empty file is outside', () => {
    expect(parseRange('bytes=0-', 0)).toBe('outside')
    expect(parseRange('bytes=-5', 0)).toBe('outside')
  })
})

describe("the browser's copy", () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    [undefined, false],
  ])('with %s', (header, expected) => {
    expect(isFresh(header, '"a"')).toBe(expected)
  })
})
