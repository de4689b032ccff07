import { expect, it } from 'vitest'
import { asSticker, asWhatsAppTakesIt } from '../../web/models/pictures.ts'

const png = '\x89PNG\r\n\x1a\n----'
const jpeg = '\xff\xd8\xff\xe0--------'
const webp = 'RIFF\0\0\0\0WEBPVP8 '
const file = (content: string, name: string, type: string) =>
  new File([Uint8Array.from(content, (char) => char.charCodeAt(0))], name, { type })

it.each([
  ['a JPEG that is called PNG', jpeg, 'photo.png', 'image/png', 'photo.png.jpg', 'image/jpeg'],
  ['a PNG that is called JPEG', png, 'photo.jpg', 'image/jpeg', 'photo.jpg.png', 'image/png'],
  ['a PNG without an ending', png, 'Screenshot 12.30', 'image/png', 'Screenshot 12.30.png', 'image/png'],
  ['a JPEG', jpeg, 'photo.jpeg', 'image/jpeg', 'photo.jpeg', 'image/jpeg'],
  ['a PDF', '%PDF-1.7', 'bill.pdf', 'application/pdf', 'bill.pdf', 'application/pdf'],
])('%s goes under a name that the server takes', async (_, content, name, type, becomes, itsType) => {
  const given = file(content, name, type)
  const taken = await asWhatsAppTakesIt(given)
  expect(taken).toMatchObject({ name: becomes, type: itsType, size: given.size })
  expect(taken === given).toBe(becomes === name)
})

it('a sticker that is called PNG goes as the WebP that it is', async () => {
  expect(await asSticker(file(webp, 'cat.png', 'image/png'))).toMatchObject({
    name: 'cat.png.webp',
    type: 'image/webp',
  })
})
