import { DurableObject } from 'cloudflare:workers'
import type { ConversationQuery } from '../../worker/contract/conversation.ts'
import { type Actor, asActor } from '../../worker/db/actor.ts'
import { connect } from '../../worker/db/connect.ts'
import { selectConversations, selectExists, selectThread } from '../../worker/features/inbox/repo/reads.ts'

/**
 * What our figures are compared with: the least that an answer of the same worth costs on this platform. A webhook is
 * one call of an object and one SQLite insert, without a look at the signature. A page is the same transaction under
 * row-level security, its rows written out as they come, without a session and without opening anything.
 */

interface Env {
  ROWS: DurableObjectNamespace<RowsObject>
  DATABASE_URL: string
  NEON_FETCH_ENDPOINT: string
}

export class RowsObject extends DurableObject<Env> {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    state.storage.sql.exec('create table if not exists rows (n integer primary key autoincrement, body text not null)')
  }

  async add(body: string): Promise<void> {
    this.ctx.storage.sql.exec('insert into rows (body) values (?)', body)
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url)
    if (url.pathname === '/rows') {
      await env.ROWS.get(env.ROWS.idFromName('one')).add(await request.text())
      return new Response(null)
    }
    const actor = JSON.parse(request.headers.get('x-actor') ?? '') as Actor
    const db = asActor(connect(env.DATABASE_URL, env.NEON_FETCH_ENDPOINT), actor)
    if (url.pathname === '/conversations') {
      const query = { status: 'open,snoozed', sort: 'newest', limit: 25 } as ConversationQuery
      const [{ rows }] = await db.batch(selectConversations(db, query, actor.memberId, null))
      return Response.json({ data: rows })
    }
    const conversationId = url.pathname.split('/')[2] ?? ''
    const [, { rows }] = await db.batch(selectExists(db, conversationId), selectThread(db, conversationId, 26, null))
    return Response.json({ data: rows })
  },
}
