import type { NewPasskey, PasskeyOptions, PasskeyProof } from '../../worker/contract/factors.ts'
import { concat, toBase64Url, utf8 } from '../../worker/kit/bytes.ts'

/** What a test may do otherwise than an honest authenticator and browser. */
export interface Lie {
  origin?: string
  rpId?: string
  isVerified?: boolean
  /** Signs this count instead of the next. */
  count?: number
}

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40]
const bytes = (...values: number[]) => new Uint8Array(values)
const sha256 = async (data: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest('SHA-256', data))
const uint32 = (value: number) =>
  new Uint8Array(new DataView(new ArrayBuffer(4)).buffer).map((_, at) => value >>> (24 - 8 * at))

/** CBOR of a text, and of bytes up to 255. */
const cborText = (text: string) => concat(bytes(0x60 + text.length), utf8(text))
const cborBytes = (value: Uint8Array) => concat(bytes(0x58, value.length), value)

/** An authenticator and its browser in software: ES256, no attestation statement. */
export async function newAuthenticator(origin: string, rpId = 'localhost') {
  const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const raw = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer)
  const id = crypto.getRandomValues(new Uint8Array(16))
  const credentialId = toBase64Url(id)
  let count = 0
  let userHandle = ''

  const clientData = (type: string, challenge: unknown, lie: Lie) =>
    utf8(JSON.stringify({ type, challenge, origin: lie.origin ?? origin, crossOrigin: false }))
  const authData = async (flags: number, lie: Lie) => {
    const isVerified = lie.isVerified ?? true
    const set = flags | PRESENT | (isVerified ? VERIFIED : 0)
    return concat(await sha256(utf8(lie.rpId ?? rpId)), bytes(set), uint32(lie.count ?? count))
  }
  const credential = { id: credentialId, rawId: credentialId, type: 'public-key' as const, clientExtensionResults: {} }

  return {
    credentialId,
    /** Makes a passkey. */
    async create({ options, state }: PasskeyOptions, name = 'Laptop', lie: Lie = {}): Promise<NewPasskey> {
      userHandle = (options.user as { id: string }).id
      const cose = concat(
        bytes(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21), // A map of 5: EC2, ES256, P-256, x …
        cborBytes(raw.subarray(1, 33)),
        bytes(0x22), // … and y.
        cborBytes(raw.subarray(33, 65)),
      )
      const data = concat(await authData(ATTESTED, lie), new Uint8Array(16), bytes(0, id.length), id, cose)
      const attestation = concat(
        ...[bytes(0xa3), cborText('fmt'), cborText('none'), cborText('attStmt'), bytes(0xa0)],
        ...[cborText('authData'), cborBytes(data)],
      )
      const response = {
        clientDataJSON: toBase64Url(clientData('webauthn.create', options.challenge, lie)),
        attestationObject: toBase64Url(attestation),
        transports: ['internal'],
      }
      return { name, state, response: { ...credential, response } }
    },
    /** Signs what it is asked to. */
    async get({ options, state }: PasskeyOptions, lie: Lie = {}): Promise<PasskeyProof> {
      count++
      const client = clientData('webauthn.get', options.challenge, lie)
      const data = await authData(0, lie)
      const signed = concat(data, await sha256(client))
      const raw64 = new Uint8Array(
        await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, signed),
      )
      const response = {
        clientDataJSON: toBase64Url(client),
        authenticatorData: toBase64Url(data),
        signature: toBase64Url(derOf(raw64)),
        userHandle,
      }
      return { state, response: { ...credential, response } }
    },
  }
}

/** WebAuthn signs in ASN.1; WebCrypto gives r and s. */
function derOf(signature: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const integer = (half: Uint8Array<ArrayBuffer>) => {
    const first = half.findIndex((byte) => byte !== 0)
    const short = half.subarray(first)
    const positive = (short[0] ?? 0) > 0x7f ? concat(bytes(0), short) : concat(short)
    return concat(bytes(0x02, positive.length), positive)
  }
  const both = concat(integer(signature.subarray(0, 32)), integer(signature.subarray(32)))
  return concat(bytes(0x30, both.length), both)
}
