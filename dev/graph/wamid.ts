import { randomBytes, randomInt } from 'node:crypto'

/** A message id as WhatsApp makes them: base64 over the customer's address, the direction and a random id. */
export function newWamid(address: string, direction: 'in' | 'out'): string {
  const digits = Buffer.from(address.replace(/\D/g, '').slice(0, 20))
  const id = Buffer.from(
    randomBytes(direction === 'in' ? 10 : 9)
      .toString('hex')
      .toUpperCase(),
  )
  return `wamid.${Buffer.concat([
    Buffer.from([0x1c, 0x18, digits.length]),
    digits,
    Buffer.from([0x15, 0x02, 0x00, direction === 'in' ? 0x12 : 0x11, 0x18, id.length]),
    id,
    Buffer.from([0x00]),
  ]).toString('base64')}`
}

/** A numeric object id of Graph's length. */
export function newObjectId(): string {
  return `${randomInt(1, 10)}${randomInt(1e7, 1e8)}${randomInt(1e6, 1e7)}`
}
