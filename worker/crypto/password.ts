import { type ScryptOptions, scrypt } from 'node:crypto'
import { normalisePassword, PASSWORD_MAX } from '../contract/password-strength.ts'
import { assert } from '../kit/assert.ts'
import { equalBytes, fromBase64, randomBytes, toBase64 } from '../kit/bytes.ts'
import { createGate } from '../kit/gate.ts'

/**
 * 16 MB and about 150 ms: N=2^17 would need the whole 128 MB of an isolate, so p=5 makes up for the smaller N
 * (the OWASP password storage sheet lists N=2^14, r=8, p=5 as equal in strength).
 */
const COST = { ln: 14, r: 8, p: 5 }
/** 16 MB each, and an isolate has 128; whoever comes after 40 would wait for six seconds. */
const gate = createGate({ atOnce: 3, waitingMax: 40 })
const SALT_BYTES = 16
const HASH_BYTES = 32
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/

/** What an unknown user's password is compared with, so that the answer takes as long as a known one's. */
const NOBODY = phc(COST, new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES))

/**
 * @returns `$scrypt$ln=14,r=8,p=5$salt$hash` in base64 without padding.
 * @throws RangeError if the password is empty or longer than {@link PASSWORD_MAX} characters.
 */
export async function hashPassword(password: string): Promise<string> {
  if (password.length === 0 || password.length > PASSWORD_MAX) throw new RangeError('password length')
  const salt = randomBytes(SALT_BYTES)
  return phc(COST, salt, await derive(password, salt, COST))
}

/**
 * @param stored What {@link hashPassword} gave, or null for a user who does not exist or has no password.
 * @returns false for null, after the same work.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, ln, r, p, salt, hash] = STORED.exec(stored ?? NOBODY) ?? []
  assert(salt !== undefined && hash !== undefined, 'a stored password is one that we made')
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  const derived = await derive(password.slice(0, PASSWORD_MAX), fromBase64(`${salt}==`), cost)
  return equalBytes(derived, fromBase64(`${hash}=`)) && stored !== null && password.length <= PASSWORD_MAX
}

/** Whether a stored password was hashed with other parameters than those of today. */
export function isOutdated(stored: string): boolean {
  const [, ln, r, p] = STORED.exec(stored) ?? []
  return Number(ln) !== COST.ln || Number(r) !== COST.r || Number(p) !== COST.p
}

function derive(password: string, salt: Uint8Array, { ln, r, p }: typeof COST): Promise<Uint8Array> {
  const options: ScryptOptions = { N: 2 ** ln, r, p }
  const run = () =>
    new Promise<Uint8Array>((resolve, reject) => {
      scrypt(normalisePassword(password), salt, HASH_BYTES, options, (error, hash) => {
        if (error) reject(error)
        else resolve(hash)
      })
    })
  return gate(run)
}

function phc({ ln, r, p }: typeof COST, salt: Uint8Array, hash: Uint8Array): string {
  const base64 = (bytes: Uint8Array) => toBase64(bytes).replaceAll('=', '')
  return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`
}
