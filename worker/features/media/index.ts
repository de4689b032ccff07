export { createMediaGraph, type FetchDeps, fetchMedia } from './fetch-media.ts'
export { listDueFiles } from './repo.ts'
