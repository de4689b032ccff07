import { createHash } from 'node:crypto'
import { DEMO_TEMPLATES } from './demo-templates.ts'
import type { JsonObject } from './options.ts'
import type { Store } from './store.ts'
import { newObjectId } from './wamid.ts'

export interface TemplateComponent extends JsonObject {
  type: string
  format?: string
  text?: string
  buttons?: TemplateButton[]
}

export interface TemplateButton extends JsonObject {
  type: string
  text?: string
  url?: string
  otp_type?: string
}

export type TemplateStatus =
  | 'APPROVED'
  | 'PENDING'
  | 'REJECTED'
  | 'PAUSED'
  | 'DISABLED'
  | 'IN_APPEAL'
  | 'PENDING_DELETION'

export interface Template {
  id: string
  wabaId: string
  name: string
  language: string
  category: string
  status: TemplateStatus
  parameterFormat: 'POSITIONAL' | 'NAMED'
  components: TemplateComponent[]
  quality: string
  reason: string
  reviewAtMs: number | null
}

interface TemplateRow {
  id: string
  waba_id: string
  name: string
  language: string
  category: string
  status: TemplateStatus
  parameter_format: 'POSITIONAL' | 'NAMED'
  components: string
  quality: string
  reason: string
  review_at_ms: number | null
}

export type Templates = ReturnType<typeof createTemplates>

/** The templates each WhatsApp Business account has registered. */
export function createTemplates(store: Store) {
  const open = (row: TemplateRow): Template => ({
    id: row.id,
    wabaId: row.waba_id,
    name: row.name,
    language: row.language,
    category: row.category,
    status: row.status,
    parameterFormat: row.parameter_format,
    components: JSON.parse(row.components),
    quality: row.quality,
    reason: row.reason,
    reviewAtMs: row.review_at_ms,
  })
  const one = (row: TemplateRow | null) => row && open(row)

  const save = (template: Template): Template => {
    store.run(
      `insert or replace into templates (id, waba_id, name, language, category, status, parameter_format, components, quality, reason, review_at_ms)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      template.id,
      template.wabaId,
      template.name,
      template.language,
      template.category,
      template.status,
      template.parameterFormat,
      JSON.stringify(template.components),
      template.quality,
      template.reason,
      template.reviewAtMs,
    )
    return template
  }

  return {
    save,
    newId: newObjectId,
    find: (id: string) => one(store.find<TemplateRow>('select * from templates where id = ?', id)),
    findByName: (wabaId: string, name: string, language: string) =>
      one(
        store.find<TemplateRow>(
          'select * from templates where waba_id = ? and name = ? and language = ?',
          wabaId,
          name,
          language,
        ),
      ),
    list: (wabaId: string) =>
      store.all<TemplateRow>('select * from templates where waba_id = ? order by name, language', wabaId).map(open),
    inReview: () => store.all<TemplateRow>('select * from templates where review_at_ms is not null').map(open),
    remove: (id: string) => store.run('delete from templates where id = ?', id),
    /** Gives an account the demo set, unless it has templates already or had them once. */
    seed(wabaId: string): void {
      if (store.setting(`templates-seeded:${wabaId}`, false)) return
      store.saveSetting(`templates-seeded:${wabaId}`, true)
      for (const demo of DEMO_TEMPLATES) {
        save({
          id: demoId(wabaId, demo.name, demo.language),
          wabaId,
          name: demo.name,
          language: demo.language,
          category: demo.category,
          status: demo.status ?? 'APPROVED',
          parameterFormat: demo.parameterFormat ?? 'POSITIONAL',
          components: demo.components,
          quality: demo.quality ?? 'UNKNOWN',
          reason: demo.reason ?? 'NONE',
          reviewAtMs: null,
        })
      }
    },
  }
}

/** Meta's ids exceed 32 bits but stay below 2^53. */
function demoId(wabaId: string, name: string, language: string): string {
  const digest = createHash('sha256').update(`${wabaId}:${name}:${language}`).digest()
  return String(1_000_000_000_000_000n + (digest.readBigUInt64BE() % 1_000_000_000_000_000n))
}

/** The names in `{{…}}`, in order of appearance, each once. */
export function variablesOf(text: string | undefined): string[] {
  return [...new Set(Array.from((text ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g), (match) => match[1] ?? ''))]
}
