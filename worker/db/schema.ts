// Every table as Drizzle knows it; a test compares them with the catalogue.
export * from '../features/channels/table.ts'
export * from '../features/contacts/table.ts'
export * from '../features/inbox/table.ts'
export * from '../features/labels/table.ts'
export * from '../features/media/table.ts'
export * from '../features/team/table.ts'
export * from '../features/tenant/table.ts'
export * from '../features/views/table.ts'
