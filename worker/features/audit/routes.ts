import { z } from '@hono/zod-openapi'
import { AuditLog, AuditQuery, AuditVerdict } from '../../contract/audit.ts'
import { pageOf } from '../../contract/common.ts'
import { defineRoute, json, newRouter, problemResponses, requireFresh, WANTS_FRESH } from '../../http/router.ts'
import { exportAudit, listAudit } from './list.ts'
import { verifyAudit } from './verify.ts'

const listRoute = defineRoute({
  method: 'get',
  path: '/audit-logs',
  operationId: 'listAuditLogs',
  operation: 'readAudit',
  description: `Who did what, the newest first. Up to 10,000 rows as CSV. As CSV: ${WANTS_FRESH}`,
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

export const auditRoutes = newRouter()
  .openapi(listRoute, async (c) => {
    const query = c.req.valid('query')
    const { ctx } = c.var
    if (query.format === 'json') return c.json(await listAudit(ctx, query), 200)
    requireFresh(c)
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', 'attachment; filename="audit-log.csv"')
    return c.body(await exportAudit(ctx, query), 200) as never
  })
  .openapi(verifyRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await verifyAudit({ ...ctx, bucket: ctx.env.BUCKET }), 200)
  })
