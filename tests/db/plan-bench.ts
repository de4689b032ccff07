import { neonConfig } from '@neondatabase/serverless'
import type pg from 'pg'

export interface Statement {
  query: string
  params: unknown[]
}

/** Statements of one transaction; the first sets who asks. */
export type Batch = Statement[]

const real: typeof fetch = fetch

/** Notes every batch that goes to the database while `run` works, whatever comes of it. */
export async function recordBatches(run: () => Promise<unknown>): Promise<Batch[]> {
  const batches: Batch[] = []
  neonConfig.fetchFunction = (url: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body)) as Statement | { queries: Statement[] }
    batches.push('queries' in body ? body.queries : [body])
    return real(url, init)
  }
  try {
    // Seeded boxes do not open, and some of what is asked for is not there: only the questions matter.
    await run().catch(() => undefined)
  } finally {
    neonConfig.fetchFunction = real
  }
  return batches
}

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  Plans?: PlanNode[]
}

/** The tables that the plans of these batches read from end to end, each with its statement. Nothing is executed. */
export async function listSeqScans(app: pg.Client, batches: Batch[]): Promise<{ table: string; query: string }[]> {
  const scans: { table: string; query: string }[] = []
  for (const batch of batches) {
    await app.query('begin')
    try {
      for (const { query, params } of batch) {
        if (query.includes("set_config('app.tenant_id'")) {
          await app.query(query, params)
          continue
        }
        const inside = await insideOf(app, query)
        await app.query("select set_config('enable_nestloop', $1, true)", [inside === query ? 'on' : 'off'])
        const { rows } = await app.query(`explain (format json) ${inside}`, params)
        const [{ Plan }] = rows[0]['QUERY PLAN'] as [{ Plan: PlanNode }]
        scans.push(...seqScansOf(Plan).map((table) => ({ table, query })))
      }
    } finally {
      await app.query('rollback')
    }
  }
  return scans
}

/** The statement itself, or the one that the function it calls runs without nested loops: the call's plan says nothing. */
async function insideOf(app: pg.Client, query: string): Promise<string> {
  if (!query.includes('insert_messages(')) return query
  const { rows } = await app.query<{ body: string }>(
    "select prosrc as body from pg_proc where proname = 'insert_messages'",
  )
  const statement = /\nbegin\n(.*)\n\s*into result;/s.exec(rows[0]?.body ?? '')?.[1] ?? ''
  return statement.replaceAll('input_rows', '$1::json')
}

function seqScansOf(node: PlanNode): string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : []
  return [...own, ...(node.Plans ?? []).flatMap(seqScansOf)]
}

/**
 * Fills a tenant and many others, set-wise as the owner, and tells the planner. The others are what makes a scan of a
 * whole table expensive: most of its rows are theirs.
 */
export async function seed(owner: pg.Client): Promise<void> {
  const others = 12
  await owner.query(
    `insert into tenants (id, name) select uuidv7(), 'Other ' || n from generate_series(1, ${others}) n`,
  )
  await owner.query(`
    create temp table seeded as
      select id as tenant_id, row_number() over () as n from tenants where id <> '00000000-0000-7000-8000-000000000000';
    create temp table people as select tenant_id, n, k, uuidv7() as member_id, uuidv7() as user_id
      from seeded, generate_series(1, 40) k;
    insert into users (id, email_index, box, password_hash)
      select user_id, sha256(user_id::text::bytea), sha256('a')::bytea, repeat('x', 40) from people;
    insert into memberships (tenant_id, id, user_id, role, box)
      select tenant_id, member_id, user_id, 'agent', sha256('a') from people;
    insert into invitations (tenant_id, id, token_hash, role, box, invited_by, expires_at)
      select tenant_id, uuidv7(), sha256(member_id::text::bytea), 'agent', sha256('a'), member_id, now() + interval '1 day'
      from people;
    insert into accounts (tenant_id, waba_id, portfolio_id)
      select tenant_id, '77' || n || lpad(k::text, 3, '0'), 'p' from seeded, generate_series(1, 20) k;
    insert into channels (tenant_id, id, name, phone_number_id, waba_id, portfolio_id, display_phone_number, secret_box)
      select tenant_id, uuidv7(), 'Seeded', '88' || waba_id, waba_id, 'p', '15550001', sha256('a') from accounts
      where waba_id like '77%';
    insert into templates (tenant_id, id, waba_id, meta_id, name, language, category, status, components)
      select tenant_id, uuidv7(), waba_id, waba_id || k, 'template_' || k, 'en', 'UTILITY', 'APPROVED', '[]'
      from accounts, generate_series(1, 10) k`)
  await owner.query(`
    create temp table place as select c.tenant_id, min(c.id::text)::uuid as channel_id,
      (select min(m.id::text)::uuid from memberships m where m.tenant_id = c.tenant_id) as member_id
      from channels c group by 1;
    insert into contacts (tenant_id, id, salt, box)
      select tenant_id, uuidv7(), sha256('a'), sha256('a') from place, generate_series(1, 1500);
    insert into contact_identities (tenant_id, id, contact_id, portfolio_id, kind, value_index, index_version, box)
      select tenant_id, uuidv7(), id, 'p', 'phone', sha256(id::text::bytea), 1, sha256('a') from contacts;
    insert into conversations (tenant_id, id, channel_id, contact_id, status, assignee_id, unread_count, window_closes_at,
        waiting_since, last_message_at, priority, card)
      select c.tenant_id, uuidv7(), p.channel_id, c.id, (array['open', 'open', 'snoozed', 'closed'])[1 + (random() * 3)::int],
        case when random() < 0.5 then p.member_id end, (random() * 3)::int, now() + (random() - 0.5) * interval '40 hours',
        case when random() < 0.3 then now() - random() * interval '5 hours' end, now() - random() * interval '90 days',
        greatest(0, (random() * 14)::int - 10), sha256('a')
      from contacts c join place p on p.tenant_id = c.tenant_id
      where not exists (select from conversations v where v.tenant_id = c.tenant_id and v.contact_id = c.id);
    insert into views (tenant_id, id, member_id, shared, box, filters)
      select tenant_id, uuidv7(), member_id, each = 1, sha256('a'), '{"status": "open", "sort": "newest"}'::jsonb
      from people, generate_series(1, 5) each;
    insert into bulk_changes (tenant_id, id, member_id, changes)
      select tenant_id, uuidv7(), member_id, '[]'::jsonb from people, generate_series(1, 5);
    insert into labels (tenant_id, id, name_index, box, color)
      select tenant_id, uuidv7(), sha256((tenant_id::text || k)::bytea), sha256('a'), 'blue' from place, generate_series(1, 30) k;
    insert into conversation_labels (tenant_id, conversation_id, label_id, member_id, created_at)
      select v.tenant_id, v.id, l.id, p.member_id, v.last_message_at from conversations v
      join place p on p.tenant_id = v.tenant_id join labels l on l.tenant_id = v.tenant_id where random() < 0.05;
    insert into contact_labels (tenant_id, contact_id, label_id)
      select c.tenant_id, c.id, l.id from contacts c join labels l on l.tenant_id = c.tenant_id where random() < 0.03;
    insert into teams (tenant_id, id, box) select tenant_id, uuidv7(), sha256('a') from seeded, generate_series(1, 60);
    insert into team_members (tenant_id, team_id, member_id)
      select t.tenant_id, t.id, m.id from teams t join memberships m on m.tenant_id = t.tenant_id;
    insert into notifications (tenant_id, member_id, kind, conversation_id, ref_id, at)
      select m.tenant_id, m.id, 'mention', v.id, v.id, v.last_message_at from memberships m
      join lateral (select id, last_message_at from conversations v where v.tenant_id = m.tenant_id limit 60) v on true;
    insert into notification_settings (tenant_id, member_id, muted, pushed) select tenant_id, id, '{}', '{}' from memberships;
    insert into push_subscriptions (tenant_id, id, member_id, endpoint_index, box)
      select tenant_id, uuidv7(), id, sha256(id::text::bytea), sha256('a') from memberships;
    insert into conversation_episodes (tenant_id, conversation_id, opened_at, opened_by)
      select v.tenant_id, v.id, v.last_message_at, 'customer' from conversations v
      where not exists (select from conversation_episodes e where e.tenant_id = v.tenant_id and e.conversation_id = v.id);
    insert into messages (tenant_id, id, conversation_id, channel_id, contact_id, direction, type, box, wamid_index,
        author_kind, status, occurred_at, seq)
      select v.tenant_id, uuidv7(), v.id, v.channel_id, v.contact_id, d, 'text', sha256('a'), sha256(random()::text::bytea),
        case d when 'inbound' then 'customer' else 'member' end,
        case when d = 'inbound' then 'received' when random() < 0.02 then 'queued' else 'delivered' end,
        v.last_message_at - k * interval '1 minute', k
      from conversations v, generate_series(1, 2) k, unnest(array['inbound', 'outbound']) d`)
  await owner.query(`
    insert into message_attempts (tenant_id, id, message_id, channel_id, finished_at, outcome, wamid_index)
      select tenant_id, uuidv7(), id, channel_id, now(), 'sent', sha256(id::text::bytea) from messages
      where direction = 'outbound';
    insert into message_events (tenant_id, event_key, message_id, attempt_id, wamid_index, kind, status, at)
      select a.tenant_id, sha256(a.id::text::bytea), a.message_id, a.id, a.wamid_index, 'status', 'delivered', now()
      from message_attempts a;
    insert into repeated_events (tenant_id, event_key, times)
      select tenant_id, event_key, 1 from message_events union all select tenant_id, uuid_send(id), 1 from messages;
    insert into media (tenant_id, id, channel_id, message_id, contact_id, kind, state, box)
      select tenant_id, uuidv7(), channel_id, id, contact_id, 'image', 'stored', sha256('a') from messages
      where direction = 'inbound' and random() < 0.2;
    insert into channel_events (tenant_id, event_key, channel_id, field, box, at)
      select tenant_id, sha256((id::text || k)::bytea), id, 'account_update', sha256('a'), now()
      from channels, generate_series(1, 5) k;
    insert into parked_events (tenant_id, id, channel_id, kind, reason, box)
      select tenant_id, uuidv7(), id, 'message', 'Error 23514', sha256('a') from channels, generate_series(1, 3);
    insert into contact_notes (tenant_id, id, contact_id, box, member_id)
      select c.tenant_id, uuidv7(), c.id, sha256('a'), p.member_id from contacts c join place p on p.tenant_id = c.tenant_id;
    insert into attributes (tenant_id, id, kind, key_index, box)
      select tenant_id, uuidv7(), 'text', sha256(k::text::bytea), sha256('a') from seeded, generate_series(1, 40) k;
    insert into contact_attributes (tenant_id, id, contact_id, attribute_id, value_index, index_version, box)
      select c.tenant_id, uuidv7(), c.id, a.id, sha256(c.id::text::bytea), 1, sha256('a')
      from contacts c join attributes a on a.tenant_id = c.tenant_id and a.key_index = sha256('1');
    insert into segments (tenant_id, id, box, member_id)
      select p.tenant_id, uuidv7(), sha256('a'), p.member_id from place p, generate_series(1, 100);
    insert into contact_merges (tenant_id, id, survivor_id, merged_id, member_id)
      select p.tenant_id, uuidv7(), o.id, c.id, p.member_id
      from place p join lateral (select id from contacts where tenant_id = p.tenant_id limit 1) o on true
      join contacts c on c.tenant_id = p.tenant_id and c.id <> o.id where random() < 0.2;
    insert into business_hours (tenant_id, box, answers) select tenant_id, sha256('a'), true from seeded
      on conflict do nothing;
    insert into scheduled_messages (tenant_id, id, conversation_id, contact_id, member_id, client_message_id, box, send_at)
      select v.tenant_id, uuidv7(), v.id, v.contact_id, p.member_id, 'seeded-' || v.id, sha256('a'), now() from conversations v
      join place p on p.tenant_id = v.tenant_id where random() < 0.2;
    insert into message_prices (tenant_id, country, category, valid_from, currency, amount_micros, source)
      select tenant_id, chr(65 + k / 26) || chr(65 + k % 26), 'utility', '2026-10-01', 'EUR', 30000, 'seed'
      from place, generate_series(0, 199) k;
    insert into canned_responses (tenant_id, id, owner_id, box)
      select tenant_id, uuidv7(), case when random() < 0.5 then member_id end, sha256('a')
      from place, generate_series(1, 200);
    insert into drafts (tenant_id, member_id, conversation_id, box, updated_at)
      select v.tenant_id, p.member_id, v.id, sha256('a'), now() from conversations v
      join place p on p.tenant_id = v.tenant_id where random() < 0.3;
    insert into audit_log (tenant_id, action, subject_id)
      select tenant_id, 'seed.row', uuidv7() from seeded, generate_series(1, 200);
    select chain_waiting_audit(100000);
    insert into audit_log (tenant_id, action) select tenant_id, 'seed.row' from seeded, generate_series(1, 200);
    insert into work_due (tenant_id, kind, ref_id, due_at) select tenant_id, 'send', id, now() from channels;
    insert into work_due (tenant_id, kind, ref_id, due_at) select tenant_id, 'media', id, now() from media`)
  // Many tenants that never did anything, so that theirs is no table of one page.
  await owner.query("insert into tenants (id, name) select uuidv7(), 'Idle' from generate_series(1, 3000)")
  await owner.query(`
    insert into encryption_keys (tenant_id, id, purpose, version, provider, wrapped)
      select id, uuidv7(), purpose, 9, 'local', sha256('a') from tenants, unnest(array['content', 'index']) purpose
      where name = 'Idle'`)
  await owner.query(`
    insert into business_hours (tenant_id, box, answers) select id, sha256('a'), true from tenants where name = 'Idle'`)
  await owner.query('update tenants set close_after_days = 7')
  await owner.query('analyze')
}
