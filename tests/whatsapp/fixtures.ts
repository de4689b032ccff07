import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WebhookEvent } from '../../worker/contract/events.ts'
import { parseJson } from '../../worker/whatsapp/json.ts'
import { type ParsedWebhook, parseWebhook } from '../../worker/whatsapp/payloads.ts'

const own = join(import.meta.dirname, '../fixtures/whatsapp')
/** A larger, outside collection of webhooks and error codes, used when it is there. */
const outside = join(process.env.FIXTURES ?? join(import.meta.dirname, '../../../shared/fixtures'), 'whatsapp')

export const fixtureNames = readdirSync(own).map((file) => file.replace('.json', ''))
export const readFixture = (name: string) => readFileSync(join(own, `${name}.json`), 'utf8')
export const parseFixture = (name: string): ParsedWebhook => parseWebhook(parseJson(readFixture(name)))

/** The one event of a fixture, of the kind that the test expects. */
export function eventOf<K extends WebhookEvent['kind']>(name: string, kind: K): Extract<WebhookEvent, { kind: K }> {
  const { events } = parseFixture(name)
  const [event] = events
  if (events.length !== 1 || event?.kind !== kind) throw new Error(`${name}: ${events.map((each) => each.kind)}`)
  return event as Extract<WebhookEvent, { kind: K }>
}

export type OutsideWebhook = { file: string; type: string; negative: boolean; envelope_complete: boolean }

export function outsideWebhooks(): (OutsideWebhook & { text: string })[] {
  const folder = join(outside, 'webhooks')
  if (!existsSync(folder)) return []
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as OutsideWebhook[]
  return index.map((each) => ({ ...each, text: readFileSync(join(folder, each.file), 'utf8') }))
}

export type OutsideError = { code: number | string; http_status: number | null; retry_class: string; title: string }

export function outsideErrors(): OutsideError[] {
  const file = join(outside, 'errors.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { errors: OutsideError[] }).errors : []
}
