-- As before (0072 and 0131), and says which messages show something else because what came before them, or what they quote, is
-- there now: who looks at them would go on seeing a text that its customer had deleted. The first message of a conversation
-- that began with what was said of it (an edit, a revocation, a reaction) is shown in the list, though it is older.
create or replace function insert_messages(input_rows json) returns json
language plpgsql set enable_nestloop = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  result json;
begin
  with input as materialized (
    select id, "conversationId", "channelId", "contactId", direction, type, decode(box, 'base64') as box,
      decode("wamidIndex", 'base64') as "wamidIndex", decode("replyToIndex", 'base64') as "replyToIndex", "authorKind",
      "mediaId", status, at, seq, coalesce(counts, false) as counts, coalesce("opensWindow", false) as "opensWindow",
      coalesce(shows, false) as shows, coalesce(answers, false) as answers, decode(card, 'base64') as card,
      coalesce(copies, 1) as copies
    from json_to_recordset(input_rows) as x(
      id uuid, "conversationId" uuid, "channelId" uuid, "contactId" uuid, direction text, type text, box text,
      "wamidIndex" text, "replyToIndex" text, "authorKind" text, "mediaId" uuid, status text, at timestamptz,
      seq bigint, counts boolean, "opensWindow" boolean, shows boolean, answers boolean, card text, copies integer)
  ), inserted as (
    insert into messages (id, conversation_id, channel_id, contact_id, direction, type, box, wamid_index,
      reply_to_index, reply_to_id, author_kind, media_id, status, occurred_at, seq)
    select x.id, x."conversationId", x."channelId", x."contactId", x.direction, x.type, x.box, x."wamidIndex",
      x."replyToIndex",
      case when x."replyToIndex" is not null then coalesce(
        (select m.id from messages m where m.wamid_index = x."replyToIndex" limit 1),
        (select a.message_id from message_attempts a where a.wamid_index = x."replyToIndex" limit 1),
        (select y.id from input y where y."wamidIndex" = x."replyToIndex" limit 1)) end,
      x."authorKind", x."mediaId", x.status, x.at, x.seq
    from input x order by x.seq
    on conflict do nothing
    returning id, reply_to_id
  ), again as (
    insert into repeated_events as r (event_key, times)
    select uuid_send(x.id), x.copies - (i.id is not null)::int from input x left join inserted i on i.id = x.id
    where x.copies > (i.id is not null)::int
          on conflict (tenant_id, event_key) do update set times = r.times + excluded.times, last_at = excluded.last_at
  ), fresh as (
    select x.*, inserted.reply_to_id from inserted join input x on x.id = inserted.id
  ), answered as (
    select "conversationId" as id, max(at) as at from fresh where answers group by 1
  ), totals as (
    select f."conversationId" as id, a.at as answered_at,
      count(*) filter (where f.counts and f.at > coalesce(a.at, '-infinity')) as unread,
      min(f.at) filter (where f.counts and f.at > coalesce(a.at, '-infinity')) as waiting_from,
      max(f.at) filter (where f."opensWindow") as window_from,
      min(f.at) filter (where f.counts) as first_at, bool_or(f.counts) as reopens,
      max(f.at) filter (where f.shows) as last_at,
      (array_agg(f.id order by f.at desc, f.seq desc) filter (where f.shows))[1] as last_id,
      (array_agg(f.card order by f.at desc, f.seq desc) filter (where f.shows and f.card is not null))[1] as card
    from fresh f left join answered a on a.id = f."conversationId"
    group by 1, 2
  ), changed as (
    update conversations c set
      unread_count = t.unread + case when t.answered_at >= c.last_message_at then 0 else c.unread_count end,
      waiting_since = case
        when t.answered_at is not null and (c.waiting_since is null or c.waiting_since <= t.answered_at)
          then t.waiting_from
        else coalesce(c.waiting_since, t.waiting_from) end,
      window_closes_at = greatest(c.window_closes_at, t.window_from + interval '24 hours'),
      status = case when t.reopens then 'open' else c.status end,
      snoozed_until = case when t.reopens then null else c.snoozed_until end,
      assignee_id = case when t.reopens and c.status = 'closed' and not exists (
          select from memberships m where m.tenant_id = c.tenant_id and m.id = c.assignee_id and m.active
        ) then null else c.assignee_id end,
      last_message_id = case when t.last_at >= c.last_message_at then t.last_id
        else coalesce(c.last_message_id, t.last_id) end,
      card = case when t.card is not null and (t.last_at >= c.last_message_at or c.last_message_id is null) then t.card
        else c.card end,
      last_message_at = greatest(c.last_message_at, t.last_at)
    from totals t where c.id = t.id and c.id = any (array(select id from totals))
    returning c.*
  ), episodes as (
    insert into conversation_episodes (conversation_id, opened_at, opened_by, first_reply_at)
    select t.id, t.first_at, 'customer', case when t.answered_at >= t.first_at then t.answered_at end from totals t
    where t.reopens and not exists (
      select from conversation_episodes e where e.conversation_id = t.id and e.closed_at is null
        and e.conversation_id = any (array(select id from totals)))
    on conflict do nothing
  ), first_replies as (
    update conversation_episodes e set first_reply_at = t.answered_at from totals t
    where e.conversation_id = t.id and e.conversation_id = any (array(select id from totals where answered_at is not null))
      and e.closed_at is null and e.first_reply_at is null and e.opened_at <= t.answered_at
  ), noticed as (
    insert into work_due (tenant_id, kind, ref_id, due_at)
    select distinct c.tenant_id, 'notice', c.tenant_id, now() + interval '1 minute'
    from totals t join changed c on c.id = t.id where t.reopens
    on conflict do nothing
  ), unassigned as (
    insert into work_due (tenant_id, kind, ref_id, due_at)
    select c.tenant_id, 'assignment', c.id, now() + interval '30 seconds'
    from totals t join changed c on c.id = t.id join tenants o on o.id = c.tenant_id
    where t.reopens and c.assignee_id is null and o.assignment <> 'manual'
    on conflict do nothing
    returning ref_id
  ), greetable as (
    insert into work_due (tenant_id, kind, ref_id, due_at)
    select distinct h.tenant_id, 'greeting', f."conversationId", now() + interval '30 seconds'
    from fresh f cross join business_hours h where f.counts and f.type <> 'system' and h.answers
    on conflict do nothing
    returning ref_id
  ), reachable as (
    update contacts c set unreachable_code = null from fresh f
    where c.id = f."contactId" and c.id = any (array(select "contactId" from fresh where counts)) and f.counts
      and c.unreachable_code is not null
  ), held as (
    -- What was to be said later may no longer fit: a person decides (docs/decisions/0030).
    update scheduled_messages s set state = 'held', held_reason = 'customer_wrote' from totals t
    where s.conversation_id = t.id and s.conversation_id = any (array(select id from totals where reopens))
      and t.reopens and s.state = 'waiting'
    returning s.id
  ), held_audit as (
    insert into audit_log (action, subject_id, details)
    select 'message.schedule_held', id, '{"reason": "customer_wrote"}' from held
  ), linked as (
    update messages m set reply_to_id = f.id from fresh f
    where m.reply_to_id is null and m.reply_to_index = f."wamidIndex"
    returning m.id, m.type, m.reply_to_id
  )
  select json_build_object(
    'fresh', (select json_agg(json_build_object('id', id, 'replyToId', reply_to_id, 'conversationId', "conversationId")
      order by seq) from fresh),
    'linked', (select json_agg(distinct case when type in ('reaction', 'edit', 'revoke') then reply_to_id else id end)
      from linked),
    'conversations', (select json_agg(json_build_object('id', id, 'channelId', channel_id, 'contactId', contact_id,
      'status', status, 'assigneeId', assignee_id, 'teamId', team_id, 'unreadCount', unread_count,
      'labelIds', coalesce((select json_agg(l.label_id order by l.label_id) from conversation_labels l
        where l.tenant_id = changed.tenant_id and l.conversation_id = changed.id), '[]'),
      'priority', priority, 'snoozedUntil', snoozed_until, 'windowClosesAt', window_closes_at,
      'waitingSince', waiting_since, 'lastMessageAt', last_message_at, 'lastMessageId', last_message_id)) from changed),
    'unassigned', (select json_agg(ref_id) from unassigned),
    'greetable', (select json_agg(ref_id) from greetable))
  into result;
  return result;
end
$$;
