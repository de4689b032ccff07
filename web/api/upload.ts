import type { Upload } from '../../worker/contract/channel.ts'
import { ApiError, errorOf } from './problem.ts'

export interface UploadHandle {
  done: Promise<Upload>
  cancel(): void
}

/**
 * Uploads one file with progress, which fetch cannot report.
 *
 * @param onProgress Called with 0 to 1.
 * @throws ApiError through `done`.
 */
export function uploadFile(file: File, channelId: string, onProgress: (fraction: number) => void): UploadHandle {
  const request = new XMLHttpRequest()
  const done = new Promise<Upload>((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      if (request.status === 201 || request.status === 200) resolve(JSON.parse(request.responseText) as Upload)
      else reject(errorOf(request.status, request.responseText, { get: (name) => request.getResponseHeader(name) }))
    }
    request.onerror = () => reject(new ApiError({ status: 0, code: 'OFFLINE', detail: '' }))
    request.onabort = () => reject(new ApiError({ status: 0, code: 'CANCELLED', detail: '' }))
  })
  const form = new FormData()
  form.set('channelId', channelId)
  form.set('file', file, file.name)
  request.open('POST', '/api/media')
  request.send(form)
  return { done, cancel: () => request.abort() }
}
