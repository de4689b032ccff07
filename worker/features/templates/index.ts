export { listTemplates, syncTemplates, type TemplatesCtx } from './templates.ts'
