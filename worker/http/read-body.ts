import { AppError } from '../contract/problem.ts'

export interface BodyBounds {
  bytesMax: number
  /** For all of it: a sender that dribbles holds nothing open for longer. */
  patienceMs: number
}

/** The request with a body that breaks off (TOO_SLOW) when it takes longer than `patienceMs` to come in. */
export function hurried(request: Request, patienceMs: number): Request {
  let timer: ReturnType<typeof setTimeout> | undefined
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    start(controller) {
      timer = setTimeout(() => controller.error(new AppError('TOO_SLOW')), patienceMs)
    },
    flush: () => clearTimeout(timer),
  })
  return new Request(request, { body: request.body?.pipeThrough(cut) ?? null })
}

/**
 * The whole body, as bytes.
 *
 * @throws AppError TOO_LARGE as soon as more than the limit is announced or has come in; TOO_SLOW
 */
export async function readBody(request: Request, { bytesMax, patienceMs }: BodyBounds): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw new AppError('TOO_LARGE')
  const reader = request.body?.getReader()
  if (!reader) return new Uint8Array()
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('TOO_SLOW')), patienceMs)
  })
  try {
    const chunks: Uint8Array[] = []
    let bytes = 0
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), tooSlow])
      if (done) return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      bytes += value.byteLength
      if (bytes > bytesMax) throw new AppError('TOO_LARGE')
      chunks.push(value)
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined)
    throw error
  } finally {
    clearTimeout(timer)
  }
}
