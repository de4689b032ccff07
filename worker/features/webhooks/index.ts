export { BODY_BYTES_MAX, type IngestDeps, ingestWebhook, type OwnApp, resumeIntake } from './ingest.ts'
export { intakeTimeMs, listIntake, readIntake } from './intake.ts'
export { purgeUnrouted } from './repo/unrouted.ts'
export { type Destination, ofOneToOne } from './route-events.ts'
