import { succeed } from '../api/client.ts'

/** Gives a text to the person as a file. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** The same with a file of the server. @returns the path of the next one, where not all fits into one. @throws ApiError */
export async function saveFile(path: string): Promise<string | null> {
  const { response, text } = await succeed('GET', path)
  const [, name = ''] = /filename="([^"]*)"/.exec(response.headers.get('content-disposition') ?? '') ?? []
  saveText(name, response.headers.get('content-type') ?? '', text)
  return /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null
}
