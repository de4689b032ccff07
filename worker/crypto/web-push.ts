import { importJWK, SignJWT } from 'jose'
import { type Bytes, concat, fromBase64Url, randomBytes, toBase64Url, utf8 } from '../kit/bytes.ts'

// Messages to browsers: encrypted for the browser (RFC 8291, aes128gcm of RFC 8188), signed by the deployment (RFC 8292).

const RECORD_BYTES = 4096
/** Push services take at most a day. */
const TOKEN_SECONDS = 12 * 3600
const ecdh = { name: 'ECDH', namedCurve: 'P-256' }

export interface PushKeys {
  /** The browser's public key and secret, base64url. */
  p256dh: string
  auth: string
}

/** Whether a browser can have made these: a point of the curve, and 16 bytes. */
export async function arePushKeys({ p256dh, auth }: PushKeys): Promise<boolean> {
  try {
    await crypto.subtle.importKey('raw', fromBase64Url(p256dh), ecdh, false, [])
    return fromBase64Url(auth).length === 16
  } catch {
    return false
  }
}

/** The body of a push: only the browser that made the keys can read it. */
export async function encryptPush(keys: PushKeys, payload: Uint8Array): Promise<Bytes> {
  const theirs = fromBase64Url(keys.p256dh)
  const theirKey = await crypto.subtle.importKey('raw', theirs, ecdh, false, [])
  const pair = (await crypto.subtle.generateKey(ecdh, true, ['deriveBits'])) as CryptoKeyPair
  const ours = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer)
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirKey } as never, pair.privateKey, 256)
  const salt = randomBytes(16)
  const info = concat(utf8('WebPush: info\0'), theirs, ours)
  const input = await hkdf(new Uint8Array(shared), fromBase64Url(keys.auth), info, 32)
  const [contentKey, nonce] = await Promise.all([
    hkdf(input, salt, utf8('Content-Encoding: aes128gcm\0'), 16),
    hkdf(input, salt, utf8('Content-Encoding: nonce\0'), 12),
  ])
  const aes = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt'])
  // 2 ends the last record.
  const record = concat(payload, new Uint8Array([2]))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, aes, record)
  const size = new Uint8Array(4)
  new DataView(size.buffer).setUint32(0, RECORD_BYTES)
  return concat(salt, size, new Uint8Array([ours.length]), ours, new Uint8Array(sealed))
}

async function hkdf(secret: Bytes, salt: Bytes, info: Bytes, bytes: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, bytes * 8))
}

export interface VapidKeys {
  /** The uncompressed point of P-256, and its private number, base64url. */
  publicKey: string
  privateKey: string
  /** Whom a push service writes to: `mailto:` or `https:`. */
  subject: string
}

/** The Authorization header for one push service. */
export async function vapidHeader(
  { publicKey, privateKey, subject }: VapidKeys,
  endpoint: string,
  nowMs: number,
): Promise<string> {
  const point = fromBase64Url(publicKey)
  const [x, y] = [toBase64Url(point.subarray(1, 33)), toBase64Url(point.subarray(33, 65))]
  const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y, d: privateKey }, 'ES256')
  const token = await new SignJWT()
    .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
    .setAudience(new URL(endpoint).origin)
    .setSubject(subject)
    .setExpirationTime(Math.floor(nowMs / 1000) + TOKEN_SECONDS)
    .sign(key)
  return `vapid t=${token}, k=${publicKey}`
}
