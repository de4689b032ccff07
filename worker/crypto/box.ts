import { type Bytes, concat, lengthPrefixed, randomBytes } from '../kit/bytes.ts'
import { bytesToUuid, uuidToBytes } from '../kit/ids.ts'

/** The row that a value is sealed for. A box opens nowhere else. */
export type Place = { tenantId: string; table: string; id: string }

/** An AES-256-GCM key under the id that boxes name it by. */
export type SealingKey = { id: string; key: CryptoKey }

/** The box is not ours, is damaged, or stands in another place. It never says which. */
export class BoxError extends Error {
  override name = 'BoxError'
  constructor() {
    super('the box does not open')
  }
}

const VERSION = 0x01
const KEY_ID_END = 17
const NONCE_END = 29
const TAG_BYTES = 16

/** What a box has beyond its plaintext, in bytes. */
export const BOX_OVERHEAD_BYTES = NONCE_END + TAG_BYTES

/** @returns `0x01 ‖ key id (16) ‖ nonce (12) ‖ ciphertext and tag (16)`; see docs/decisions/0001. */
export async function sealBytes(sealing: SealingKey, place: Place, bytes: Uint8Array): Promise<Bytes> {
  const nonce = randomBytes(12)
  const sealed = await crypto.subtle.encrypt(gcm(nonce, place), sealing.key, bytes)
  return concat(Uint8Array.of(VERSION), uuidToBytes(sealing.id), nonce, new Uint8Array(sealed))
}

/**
 * @param keyOf Finds the key that the box names; what it throws passes through.
 * @throws BoxError if the box is damaged or was sealed for another place.
 */
export async function openBytes(
  keyOf: (keyId: string) => CryptoKey | Promise<CryptoKey>,
  place: Place,
  box: Uint8Array,
): Promise<Bytes> {
  const key = await keyOf(boxKeyId(box))
  try {
    const nonce = box.subarray(KEY_ID_END, NONCE_END)
    return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, place), key, box.subarray(NONCE_END)))
  } catch {
    throw new BoxError()
  }
}

/** @throws BoxError if the bytes are no box. */
export function boxKeyId(box: Uint8Array): string {
  if (box.length < BOX_OVERHEAD_BYTES || box[0] !== VERSION) throw new BoxError()
  return bytesToUuid(box.subarray(1, KEY_ID_END))
}

function gcm(nonce: Uint8Array, { tenantId, table, id }: Place) {
  return { name: 'AES-GCM', iv: nonce, additionalData: lengthPrefixed(tenantId, table, id) }
}
