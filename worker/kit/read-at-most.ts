import { type Bytes, concat } from './bytes.ts'

/** The body of an answer from outside. @throws RangeError if it is longer; the rest is not read. */
export async function readAtMost(response: Response, bytesMax: number): Promise<Bytes> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > bytesMax) throw new RangeError('too large') // Leaving the loop cancels the rest.
    chunks.push(chunk)
  }
  return concat(...chunks)
}
