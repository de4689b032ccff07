import { PLATFORM_TENANT_ID } from '../../crypto/kms/provider.ts'
import { hashToken } from '../../crypto/tokens.ts'
import type { Vault } from '../../crypto/vault.ts'
import { type Bytes, randomBytes } from '../../kit/bytes.ts'

const COUNT = 10
/** 140 bits: more than the 112 below which a standard hash would not do (ASVS 6.5.2), and the 128 of 11.5.1. */
const LENGTH = 28
/** Of codes from before; they work until they are used or renewed. */
const OLD_LENGTH = 16
/** Without the letters that are read as others. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789'

/** Ten codes of 140 random bits, as they are shown: `ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const letters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
    return letters.replace(/(.{4})(?=.)/g, '$1-')
  })
}

/** What is stored in a code's place: under a key that opens with the master key alone, so that a copy of the database is worth nothing. */
export async function hashRecoveryCode(vault: Vault, userId: string, code: string): Promise<Bytes> {
  return (await vault.index(PLATFORM_TENANT_ID, 'recovery-code', `${userId}:${lettersOf(code)}`)).bytes
}

/** Everything that may be stored in a code's place. */
export async function hashesOfRecoveryCode(vault: Vault, userId: string, code: string): Promise<Bytes[]> {
  const letters = lettersOf(code)
  if (letters.length === OLD_LENGTH) return [await hashToken(`${userId}:${letters}`)]
  const found = await vault.indexAll(PLATFORM_TENANT_ID, 'recovery-code', `${userId}:${letters}`)
  return found.map(({ bytes }) => bytes)
}

/** Dashes, spaces and case do not count; what looks alike is read as meant. */
const lettersOf = (code: string) =>
  code
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
