import { z } from '@hono/zod-openapi'
import { AuditLog, AuditQuery, AuditVerdict } from '../../contract/audit.ts'
import { AUDIT_FILE_ROWS_MAX } from '../../contract/audit-actions.ts'
import { pageOf } from '../../contract/common.ts'
import { defineRoute, json, newRouter, problemResponses, requireFresh, WANTS_FRESH } from '../../http/router.ts'
import { exportAudit, listAudit } from './list.ts'
import { verifyAudit } from './verify.ts'

const listRoute = defineRoute({
  method: 'get',
  path: '/audit-logs',
  operationId: 'listAuditLogs',
  operation: 'readAudit',
  description: `Who did what, the newest first. Up to ${AUDIT_FILE_ROWS_MAX} rows as CSV; where there are older ones, \`Link\` with \`rel="next"\` leads to the next file. As CSV: ${WANTS_FRESH}`,
  request: { query: AuditQuery },
  responses: {
    200: {
      content: { 'application/json': { schema: pageOf(AuditLog) }, 'text/csv': { schema: z.string() } },
      description: 'Rows.',
    },
    ...problemResponses,
  },
})

const verifyRoute = defineRoute({
  method: 'get',
  path: '/audit-logs/verify',
  operationId: 'verifyAuditLogs',
  operation: 'readAudit',
  description:
    'Whether the audit log is as it was written: every row against the chain of hashes, and the chain against the newest head that was signed outside the database.',
  responses: { 200: json(AuditVerdict, 'Whole, or the first place where it breaks.'), ...problemResponses },
})

/** The same question from a cursor on. */
function nextPath(asked: string, cursor: string): string {
  const { pathname, searchParams } = new URL(asked)
  searchParams.set('cursor', cursor)
  return `${pathname}?${searchParams}`
}

export const auditRoutes = newRouter()
  .openapi(listRoute, async (c) => {
    const query = c.req.valid('query')
    const { ctx } = c.var
    if (query.format === 'json') return c.json(await listAudit(ctx, query), 200)
    requireFresh(c)
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', 'attachment; filename="audit-log.csv"')
    const { file, next } = await exportAudit(ctx, query)
    if (next) c.header('link', `<${nextPath(c.req.url, next)}>; rel="next"`)
    return c.body(file, 200) as never
  })
  .openapi(verifyRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await verifyAudit({ ...ctx, bucket: ctx.env.BUCKET }), 200)
  })
