export { mediaKey } from './bucket.ts'
export { createMediaGraph, type FetchDeps, fetchMedia } from './fetch-media.ts'
export { listDueFiles } from './repo.ts'
