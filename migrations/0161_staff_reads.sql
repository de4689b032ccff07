-- What the platform's staff read and do across tenants: names of tenants, ids, states, times and counts, never what customers or
-- agents wrote. Each asks for a live session first, and leaves its row in the audit log by itself.

create function staff_dashboard(door bytea, days integer) returns jsonb
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "dashboard"}', '{}');
  with working as (
    select t.* from public.tenants t where t.id <> '00000000-0000-7000-8000-000000000000'
  ), since as (
    select date_trunc('day', now(), 'UTC') - make_interval(days => least(greatest(days, 1), 30) - 1) as at
  ), spoken as (
    select date_trunc('day', m.occurred_at, 'UTC') as day, count(*) filter (where m.direction = 'inbound') as received,
      count(*) filter (where m.direction = 'outbound') as sent
    from since, working t join public.messages m on m.tenant_id = t.id
    where m.occurred_at >= since.at and m.direction <> 'internal' group by 1
  ), opened as (
    select date_trunc('day', e.opened_at, 'UTC') as day, count(*) as opened
    from since, working t join public.conversation_episodes e on e.tenant_id = t.id where e.opened_at >= since.at group by 1
  ), joined as (
    select date_trunc('day', t.created_at, 'UTC') as day, count(*) as tenants
    from since, working t where t.created_at >= since.at group by 1
  )
  select jsonb_build_object(
    'tenants', (select jsonb_build_object('active', count(*) filter (where t.state = 'active'),
      'suspended', count(*) filter (where t.state = 'suspended'), 'deleted', count(*) filter (where t.state = 'deleted'))
      from working t),
    'users', (select count(*) from public.users),
    'members', (select count(*) from public.memberships m where m.active),
    'channels', (select jsonb_build_object('active', count(*) filter (where c.state = 'active'),
      'paused', count(*) filter (where c.state = 'paused'),
      'disconnected', count(*) filter (where c.state = 'disconnected')) from public.channels c),
    'waiting', jsonb_build_object(
      'work', (select count(*) from public.work_due w where w.due_at < now() - interval '5 minutes'),
      'parked', (select count(*) from public.parked_events p where p.replayed_at is null),
      'unrouted', (select count(*) from public.unrouted_events u where u.replayed_at is null)),
    'days', (select jsonb_agg(jsonb_build_object('day', to_char(d.day, 'YYYY-MM-DD'), 'tenants', coalesce(j.tenants, 0),
        'conversations', coalesce(o.opened, 0), 'received', coalesce(s.received, 0), 'sent', coalesce(s.sent, 0))
        order by d.day)
      from since, generate_series(since.at, now(), interval '1 day') d (day)
      left join spoken s on s.day = d.day left join opened o on o.day = d.day left join joined j on j.day = d.day))
$$;

-- The newest first; by a part of the name, or by id.
create function staff_tenants(door bytea, words text, wanted_state text, before uuid, at_most integer) returns table (
  id uuid, name text, plan text, jurisdiction text, state text, state_reason text, state_changed_at timestamptz,
  created_at timestamptz, members bigint, channels bigint, last_used_at timestamptz
)
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "tenants"}', '{}');
  select t.id, t.name, t.plan, t.jurisdiction, t.state, t.state_reason, t.state_changed_at, t.created_at, m.members,
    (select count(*) from public.channels c where c.tenant_id = t.id), m.last_used_at
  from public.tenants t cross join lateral (
    select count(*) filter (where m.active) as members, max(m.last_used_at) as last_used_at
    from public.memberships m where m.tenant_id = t.id
  ) m
  where t.id <> '00000000-0000-7000-8000-000000000000' and (before is null or t.id < before)
    and (wanted_state is null or t.state = wanted_state)
    and (words is null or strpos(lower(t.name), lower(words)) > 0 or t.id::text = lower(words))
  order by t.id desc limit least(greatest(at_most, 0), 101)
$$;

-- One tenant in counts, for who said why. Null without a reason.
create function staff_tenant(door bytea, wanted uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if public.staff_visit(door, wanted) is null then return null; end if;
  perform public.staff_note(door, 'platform.read', wanted, '{"what": "tenant"}', array[wanted]);
  return (select jsonb_build_object(
    'id', t.id, 'name', t.name, 'plan', t.plan, 'jurisdiction', t.jurisdiction, 'state', t.state,
    'stateReason', t.state_reason, 'stateChangedAt', t.state_changed_at, 'createdAt', t.created_at,
    'members', (select coalesce(jsonb_object_agg(r.role, r.members), '{}') from (
      select m.role, count(*) as members from public.memberships m where m.tenant_id = t.id and m.active group by 1) r),
    'channels', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'phoneNumberId', c.phone_number_id,
      'wabaId', c.waba_id, 'state', c.state, 'stateCode', c.state_code, 'lastWebhookAt', c.last_webhook_at)
      order by c.created_at), '[]') from public.channels c where c.tenant_id = t.id),
    'contacts', (select count(*) from public.contacts c where c.tenant_id = t.id),
    'conversations', (select count(*) from public.conversations c where c.tenant_id = t.id),
    'openConversations', (select count(*) from public.conversations c where c.tenant_id = t.id and not c.closed),
    'messages30d', (select count(*) from public.messages m where m.tenant_id = t.id and m.direction <> 'internal'
      and m.occurred_at >= now() - interval '30 days'),
    'files', (select count(*) from public.media f where f.tenant_id = t.id and f.state = 'stored'),
    'fileBytes', (select coalesce(sum(f.bytes), 0) from public.media f where f.tenant_id = t.id and f.state = 'stored'),
    'parkedEvents', (select count(*) from public.parked_events p where p.tenant_id = t.id and p.replayed_at is null),
    'lateWork', (select count(*) from public.work_due w
      where w.tenant_id = t.id and w.due_at < now() - interval '5 minutes'))
    from public.tenants t where t.id = wanted);
end $$;

-- Suspends or restores. Null if it was so before, or there is no such tenant; else where the tenant lives.
create function staff_set_tenant_state(door bytea, wanted uuid, new_state text, why text) returns text
language plpgsql security definer set search_path = '' as $$
begin
  if wanted = '00000000-0000-7000-8000-000000000000' or new_state not in ('active', 'suspended') then return null; end if;
  if exists (select from public.tenants t where t.id = wanted and t.state = 'deleted') then return null; end if;
  -- The row in the tenant's own log says who.
  perform set_config('app.staff_id', s.staff_id::text, true) from public.staff_at(door) s;
  if not public.set_tenant_state(wanted, new_state, why) then return null; end if;
  perform public.staff_note(door, 'tenant.state_changed', wanted,
    jsonb_build_object('state', new_state, 'reason', why), '{}');
  return (select t.jurisdiction from public.tenants t where t.id = wanted);
end $$;

-- People, the newest first. The box has name and address.
create function staff_users(door bytea, before uuid, at_most integer) returns table (
  id uuid, box bytea, created_at timestamptz, tenants bigint, has_factor boolean, is_staff boolean, last_seen_at timestamptz
)
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "users"}', '{}');
  select u.id, u.box, u.created_at,
    (select count(*) from public.memberships m where m.user_id = u.id and m.active), public.has_factor(u.id),
    public.find_staff(u.id) is not null, (select max(s.last_seen_at) from public.sessions s where s.user_id = u.id)
  from public.users u where before is null or u.id < before
  order by u.id desc limit least(greatest(at_most, 0), 101)
$$;

-- One person. Every tenant that they belong to finds it in its log. Null if there is nobody.
create function staff_user(door bytea, wanted uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform public.staff_note(door, 'platform.read', wanted, '{"what": "user"}', '{}');
  insert into public.audit_log (tenant_id, action, subject_id, details, staff_id)
  select m.tenant_id, 'platform.read', m.id, '{"what": "member"}', s.staff_id
  from public.staff_at(door) s, public.memberships m where m.user_id = wanted;
  return (select jsonb_build_object('id', u.id, 'box', u.box, 'createdAt', u.created_at, 'isStaff',
    public.find_staff(u.id) is not null, 'sessions', (select count(*) from public.user_sessions(u.id)),
    'factors', (select jsonb_build_object('authenticator', f.has_totp, 'passkeys', f.passkeys,
      'recoveryCodes', f.recovery_codes) from public.user_factors(u.id) f),
    'memberships', (select coalesce(jsonb_agg(jsonb_build_object('tenantId', t.id, 'organization', t.name,
      'state', t.state, 'role', m.role, 'active', m.active, 'joinedAt', m.created_at, 'lastUsedAt', m.last_used_at)
      order by m.created_at), '[]')
      from public.memberships m join public.tenants t on t.id = m.tenant_id where m.user_id = u.id))
    from public.users u where u.id = wanted);
end $$;

-- The work list by kind.
create function staff_work(door bytea) returns table (
  kind text, due bigint, leased bigint, late bigint, later bigint, oldest_due_at timestamptz
)
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "work"}', '{}');
  select w.kind, count(*) filter (where w.due_at <= now()),
    count(*) filter (where w.due_at <= now() and w.lease_until > now()),
    count(*) filter (where w.due_at < now() - interval '5 minutes'), count(*) filter (where w.due_at > now()),
    min(w.due_at) filter (where w.due_at <= now())
  from public.work_due w group by w.kind
  union all
  select 'email', count(*) filter (where e.due_at <= now()), 0,
    count(*) filter (where e.due_at is not null and e.attempts > 1), count(*) filter (where e.due_at > now()), min(e.due_at)
  from public.emails e where e.due_at is not null having count(*) > 0
  order by 1
$$;

-- What is due for longer than a sweep takes, the oldest first.
create function staff_late_work(door bytea) returns table (
  tenant_id uuid, organization text, state text, kind text, rows bigint, oldest_due_at timestamptz
)
language sql security definer set search_path = '' as $$
  select public.staff_at(door);
  select t.id, t.name, t.state, w.kind, count(*), min(w.due_at)
  from public.work_due w join public.tenants t on t.id = w.tenant_id
  where w.due_at < now() - interval '5 minutes'
  group by t.id, t.name, t.state, w.kind order by min(w.due_at) limit 100
$$;

-- Takes the lease off what is due of a kind, of one tenant or all, so that the next sweep takes it. Returns how many.
create function staff_retry_work(door bytea, wanted_kind text, wanted_tenant uuid) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  freed integer;
begin
  if wanted_kind = 'email' then
    update public.emails e set due_at = now() where e.due_at is not null and wanted_tenant is null;
  else
    update public.work_due w set lease_until = null
    where w.kind = wanted_kind and w.due_at <= now() and (wanted_tenant is null or w.tenant_id = wanted_tenant);
  end if;
  get diagnostics freed = row_count;
  perform public.staff_note(door, 'platform.work_retried', wanted_tenant,
    jsonb_build_object('kind', wanted_kind, 'rows', freed), array_remove(array[wanted_tenant], null));
  return freed;
end $$;

-- Events that could not be applied, of all tenants.
create function staff_parked(door bytea, open_only boolean, before uuid, at_most integer) returns table (
  id uuid, tenant_id uuid, organization text, channel_id uuid, kind text, reason text, parked_at timestamptz,
  replayed_at timestamptz, channels jsonb
)
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "parked_events"}', '{}');
  select p.id, p.tenant_id, t.name, p.channel_id, p.kind, p.reason, p.parked_at, p.replayed_at,
    (select coalesce(jsonb_agg(jsonb_build_object('channelId', c.id, 'phoneNumberId', c.phone_number_id,
      'tenantId', t.id, 'organization', t.name) order by c.created_at), '[]') from public.channels c
      where c.tenant_id = p.tenant_id and not (c.state = 'disconnected' and c.state_code is null))
  from public.parked_events p join public.tenants t on t.id = p.tenant_id
  where (not open_only or p.replayed_at is null) and (before is null or p.id < before)
  order by p.id desc limit least(greatest(at_most, 0), 101)
$$;

-- Whose it is, if it can be tried again; with a channel, only if that is a connected one of the same tenant.
create function staff_parked_event(door bytea, wanted uuid, to_channel uuid) returns table (
  tenant_id uuid, jurisdiction text
)
language sql stable security definer set search_path = '' as $$
  select public.staff_at(door);
  select p.tenant_id, t.jurisdiction
  from public.parked_events p join public.tenants t on t.id = p.tenant_id
  where p.id = wanted and p.replayed_at is null and p.kind <> 'lost' and (to_channel is null or exists (
    select from public.channels c where c.tenant_id = p.tenant_id and c.id = to_channel
      and not (c.state = 'disconnected' and c.state_code is null)))
$$;

-- Channels that an event of nobody may go to: connected ones of the account that it names, or of its number if it names none.
-- What another app signed, and what names neither, goes nowhere.
create function unrouted_targets(event unrouted_events) returns setof channels
language sql stable security definer set search_path = '' as $$
  select c.* from public.channels c
  where event.reason = 'unknown_number' and not (c.state = 'disconnected' and c.state_code is null)
    and case when event.waba_id is null then c.phone_number_id = event.phone_number_id else c.waba_id = event.waba_id end
$$;

create function staff_unrouted(door bytea, open_only boolean, before uuid, at_most integer) returns table (
  id uuid, reason text, phone_number_id text, waba_id text, received_at timestamptz, replayed_at timestamptz,
  channels jsonb
)
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "unrouted_events"}', '{}');
  select u.id, u.reason, u.phone_number_id, u.waba_id, u.received_at, u.replayed_at,
    (select coalesce(jsonb_agg(jsonb_build_object('channelId', c.id, 'phoneNumberId', c.phone_number_id,
      'tenantId', t.id, 'organization', t.name) order by c.created_at), '[]')
      from public.unrouted_targets(u) c join public.tenants t on t.id = c.tenant_id)
  from public.unrouted_events u
  where (not open_only or u.replayed_at is null) and (before is null or u.id < before)
  order by u.id desc limit least(greatest(at_most, 0), 101)
$$;

create function staff_unrouted_event(door bytea, wanted uuid, to_channel uuid) returns table (
  tenant_id uuid, jurisdiction text, box bytea
)
language sql stable security definer set search_path = '' as $$
  select public.staff_at(door);
  select c.tenant_id, t.jurisdiction, u.box
  from public.unrouted_events u
  cross join lateral public.unrouted_targets(u) c join public.tenants t on t.id = c.tenant_id
  where u.id = wanted and u.replayed_at is null and c.id = to_channel
$$;

-- Notes that it went to a channel. False if it did before.
create function staff_finish_unrouted(door bytea, wanted uuid, to_channel uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  home uuid;
begin
  select e.tenant_id into home from public.staff_unrouted_event(door, wanted, to_channel) e;
  update public.unrouted_events u set replayed_at = now() where u.id = wanted and u.replayed_at is null and home is not null;
  if not found then return false; end if;
  perform public.staff_note(door, 'event.replayed', wanted, jsonb_build_object('channelId', to_channel), array[home]);
  return true;
end $$;

create function staff_plans(door bytea) returns table (code text, name text, tenants bigint, active bigint)
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "billing"}', '{}');
  select p.code, p.name, count(t.id), count(t.id) filter (where t.state = 'active')
  from public.plans p left join public.tenants t
    on t.plan = p.code and t.id <> '00000000-0000-7000-8000-000000000000'
  group by p.code, p.name order by p.code
$$;

-- The log of the platform, or of one tenant for who said why. Nothing without a reason.
create function staff_audit(door bytea, wanted uuid, wanted_action text, before uuid, at_most integer) returns table (
  id uuid, at timestamptz, action text, subject_id uuid, member_id uuid, session_id uuid, token_id uuid, staff_id uuid,
  request_id uuid, network text, details jsonb
)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if wanted <> '00000000-0000-7000-8000-000000000000' then
    if public.staff_visit(door, wanted) is null then return; end if;
    perform public.staff_note(door, 'platform.read', wanted, '{"what": "audit_log"}', array[wanted]);
  else
    perform public.staff_note(door, 'platform.read', null, '{"what": "audit_log"}', '{}');
  end if;
  return query select a.id, a.at, a.action, a.subject_id, a.member_id, a.session_id, a.token_id, a.staff_id, a.request_id,
    a.network, a.details
  from public.audit_log a
  where a.tenant_id = wanted and (before is null or a.id < before)
    and (wanted_action is null or a.action = wanted_action)
  order by a.id desc limit least(greatest(at_most, 0), 101);
end $$;

create function staff_team(door bytea) returns table (
  id uuid, user_id uuid, box bytea, created_at timestamptz, sessions bigint, last_seen_at timestamptz
)
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "settings"}', '{}');
  select f.id, f.user_id, u.box, f.created_at,
    count(s.id) filter (where s.ended_at is null and s.expires_at > now()
      and s.last_seen_at > now() - interval '30 minutes'), max(s.last_seen_at)
  from public.staff f join public.users u on u.id = f.user_id left join public.staff_sessions s on s.staff_id = f.id
  where f.ended_at is null group by f.id, f.user_id, u.box, f.created_at order by f.id
$$;

revoke execute on function staff_dashboard, staff_tenants, staff_tenant, staff_set_tenant_state, staff_users, staff_user,
  staff_work, staff_late_work, staff_retry_work, staff_parked, staff_parked_event, unrouted_targets, staff_unrouted,
  staff_unrouted_event, staff_finish_unrouted, staff_plans, staff_audit, staff_team from public;
grant execute on function staff_dashboard, staff_tenants, staff_tenant, staff_set_tenant_state, staff_users, staff_user,
  staff_work, staff_late_work, staff_retry_work, staff_parked, staff_parked_event, staff_unrouted, staff_unrouted_event,
  staff_finish_unrouted, staff_plans, staff_audit, staff_team to app;
