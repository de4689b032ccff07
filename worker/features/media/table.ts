import { bigint, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { mediaTypes } from '../../contract/message.ts'
import { at, bytea } from '../../db/columns.ts'

export const media = pgTable(
  'media',
  {
    tenantId: uuid('tenant_id').notNull(),
    id: uuid().notNull(),
    channelId: uuid('channel_id').notNull(),
    messageId: uuid('message_id'),
    contactId: uuid('contact_id'),
    kind: text({ enum: mediaTypes }).notNull(),
    state: text({ enum: ['pending', 'stored', 'failed'] })
      .notNull()
      .default('pending'),
    mimeType: text('mime_type'),
    bytes: bigint({ mode: 'number' }),
    box: bytea().notNull(),
    failure: text({ enum: ['expired', 'too_large', 'checksum', 'refused', 'unavailable'] }),
    attempts: integer().notNull().default(0),
    retryUntil: at('retry_until'),
    uploadedBy: uuid('uploaded_by'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
)
