import { hashToken } from '../../crypto/tokens.ts'
import { type Bytes, randomBytes } from '../../kit/bytes.ts'

const COUNT = 10
const LENGTH = 16
/** Without the letters that are read as others. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789'

/** Ten codes of 80 random bits, as they are shown: `ABCD-EFGH-JKMN-PQRS`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const letters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
    return letters.replace(/(.{4})(?=.)/g, '$1-')
  })
}

/** What is stored in a code's place. Dashes, spaces and case do not count; what looks alike is read as meant. */
export function hashRecoveryCode(userId: string, code: string): Promise<Bytes> {
  const letters = code
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return hashToken(`${userId}:${letters}`)
}
