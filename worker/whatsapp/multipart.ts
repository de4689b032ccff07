import { utf8 } from '../kit/bytes.ts'

export type FilePart = {
  content: ReadableStream<Uint8Array>
  bytes: number
  mimeType: string
  filename: string
}

/**
 * A multipart form with one file, as a stream: `FormData` would hold the whole file in memory.
 *
 * A file of another length than it says breaks the request (in workerd, which sends the length first).
 */
export function multipartForm(fields: Record<string, string>, file: FilePart): { content: BodyInit; type: string } {
  const boundary = `adsapp-${crypto.randomUUID()}`
  const named = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`,
  )
  const fileHead = `${disposition('file', file.filename)}\r\ncontent-type: ${oneLine(file.mimeType)}`
  const head = utf8(`${named.join('')}--${boundary}\r\n${fileHead}\r\n\r\n`)
  const tail = utf8(`\r\n--${boundary}--\r\n`)
  const { readable, writable } = fixedLength(head.length + file.bytes + tail.length)
  void pipeParts(writable, [head, file.content, tail])
  return { content: readable, type: `multipart/form-data; boundary=${boundary}` }
}

async function pipeParts(sink: WritableStream<Uint8Array>, parts: (Uint8Array | ReadableStream<Uint8Array>)[]) {
  try {
    for (const part of parts) {
      if (part instanceof Uint8Array) await writeOne(sink, part)
      else await part.pipeTo(sink, { preventClose: true })
    }
    await sink.close()
  } catch (error) {
    // The request fails by it; a source that nobody will read any more is let go.
    await sink.abort(error).catch(() => undefined)
    for (const part of parts) if (part instanceof ReadableStream) await part.cancel(error).catch(() => undefined)
  }
}

async function writeOne(sink: WritableStream<Uint8Array>, bytes: Uint8Array): Promise<void> {
  const writer = sink.getWriter()
  await writer.write(bytes)
  writer.releaseLock()
}

/** In workerd this is what gives the request its content-length; Graph takes no chunked upload for granted. */
function fixedLength(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  const { FixedLengthStream } = globalThis as { FixedLengthStream?: new (bytes: number) => TransformStream }
  return FixedLengthStream ? new FixedLengthStream(bytes) : new TransformStream<Uint8Array, Uint8Array>()
}

function disposition(name: string, filename?: string): string {
  const file = filename === undefined ? '' : `; filename="${oneLine(filename).replaceAll('"', '%22')}"`
  return `content-disposition: form-data; name="${name}"${file}`
}

const oneLine = (text: string) => text.replace(/[\r\n]+/g, ' ')
