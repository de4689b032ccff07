import { describe, expect, it } from 'vitest'
import { belies, endingOf, isNamedAs, namedAs } from '../../worker/contract/file-names.ts'
import { mediaLimits } from '../../worker/whatsapp/limits.ts'

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const unknown = 'application/octet-stream'

describe('what a name ends with', () => {
  it.each([
    ['bill.pdf', 'pdf'],
    ['Bill.PDF', 'pdf'],
    ['archive.tar.gz', 'gz'],
    ['song.mp3', 'mp3'],
    ['clip.3gp', '3gp'],
    ['pack.7z', '7z'],
    ['.htaccess', 'htaccess'],
    ['Scan 2026.11', null],
    ['Invoice No.12a', null],
    ['Plan v1.b', null],
    ['bill', null],
    ['bill.', null],
    ['a.word too long for one', null],
    ['', null],
  ])('%j: %j', (name, ending) => {
    expect(endingOf(name)).toBe(ending)
  })
})

describe('a name that fits', () => {
  it.each([
    ['a.jpg', 'image/jpeg'],
    ['a.JPEG', 'image/jpeg'],
    ['a.m4a', 'audio/mp4'],
    ['a.mp4', 'audio/mp4'],
    ['a.m4a', 'video/mp4'],
    ['a.mp4', 'video/3gpp'],
    ['a.oga', 'audio/ogg'],
    ['a.opus', 'audio/ogg'],
    ['a.csv', 'text/plain'],
    ['a.docx', docx],
    ['a.zip', unknown],
    ['a.docx', unknown],
    ['a.csv', null],
    ['README', unknown],
  ])('%s of %s stays', (name, type) => {
    expect(isNamedAs(name, type)).toBe(true)
    expect(belies(name, type)).toBe(false)
    expect(namedAs(name, type)).toBe(name)
  })
})

describe('a name that says another type', () => {
  it.each([
    ['a.png', 'image/jpeg', 'a.png.jpg'],
    ['a.pdf', docx, 'a.pdf.docx'],
    ['a.docm', docx, 'a.docm.docx'],
    ['a.xlsx', docx, 'a.xlsx.docx'],
    ['a.docx', xlsx, 'a.docx.xlsx'],
    ['a.exe', 'application/pdf', 'a.exe.pdf'],
    ['a.pdf.exe', 'application/pdf', 'a.pdf.exe.pdf'],
    ['a.html', 'text/plain', 'a.html.txt'],
    ['a.mp3', 'audio/ogg', 'a.mp3.ogg'],
    ['a.pdf', unknown, 'a.pdf.bin'],
    ['a.JPG', null, 'a.JPG.bin'],
  ])('%s of %s becomes %s', (name, type, becomes) => {
    expect(belies(name, type)).toBe(true)
    expect(namedAs(name, type)).toBe(becomes)
  })

  it('is none without an ending: it gets one', () => {
    expect(belies('Scan 2026.11', 'image/png')).toBe(false)
    expect(namedAs('Scan 2026.11', 'image/png')).toBe('Scan 2026.11.png')
  })
})

it.each(Object.values(mediaLimits).flatMap(({ types }) => types))('%s has an ending of its own', (type) => {
  expect(endingOf(namedAs('a', type))).toMatch(/^(?!bin$)\w+$/)
  expect(isNamedAs(namedAs('a', type), type)).toBe(true)
})
