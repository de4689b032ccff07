-- The platform's staff: people apart from every tenant, with sessions of their own (docs/decisions/0077). No grants, as users:
-- reached through functions alone. What works for staff takes the hash of a live session's token (`door`) and looks
-- for itself: a query that got into another part of the app opens nothing here.
create table staff (
  id uuid primary key default uuidv7(),
  user_id uuid not null unique references users (id),
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create table staff_sessions (
  id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  staff_id uuid not null references staff (id),
  browser text check (length(browser) between 1 and 40),
  system text check (length(system) between 1 and 40),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index staff_sessions_staff on staff_sessions (staff_id);

-- Why somebody of the staff looks into a tenant, for an hour of one session.
create table staff_visits (
  session_id uuid not null references staff_sessions (id),
  tenant_id uuid not null references tenants (id),
  reason text not null check (length(reason) between 3 and 300),
  until timestamptz not null,
  primary key (session_id, tenant_id)
);

-- For the owner of the schema: no route makes staff. Each leaves a row in the platform's own log.
create function add_staff(for_user uuid) returns uuid
language sql security definer set search_path = '' as $$
  with made as (
    insert into public.staff as s (user_id) values (for_user)
    on conflict (user_id) do update set ended_at = null where s.ended_at is not null returning s.id
  ), audited as (
    insert into public.audit_log (tenant_id, action, subject_id)
    select '00000000-0000-7000-8000-000000000000', 'staff.added', m.id from made m
  )
  select m.id from made m
$$;
create function end_staff(for_user uuid) returns uuid
language sql security definer set search_path = '' as $$
  with gone as (
    update public.staff s set ended_at = now() where s.user_id = for_user and s.ended_at is null returning s.id
  ), ended as (
    update public.staff_sessions s set ended_at = now() from gone g where s.staff_id = g.id and s.ended_at is null
  ), audited as (
    insert into public.audit_log (tenant_id, action, subject_id)
    select '00000000-0000-7000-8000-000000000000', 'staff.ended', g.id from gone g
  )
  select g.id from gone g
$$;

create function has_factor(wanted uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.user_factors(wanted) f where f.has_totp or f.passkeys > 0)
$$;

create function find_staff(for_user uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select s.id from public.staff s where s.user_id = for_user and s.ended_at is null
$$;

-- For eight hours at most. Null if they are no staff, or have no second factor.
create function create_staff_session(
  new_id uuid, new_hash bytea, for_user uuid, proved_by text, from_browser text, from_system text
) returns timestamptz
language sql security definer set search_path = '' as $$
  with begun as (
    insert into public.staff_sessions (id, token_hash, staff_id, expires_at, browser, system)
    select new_id, new_hash, s.id, now() + interval '8 hours', left(nullif(from_browser, ''), 40),
      left(nullif(from_system, ''), 40)
    from public.staff s where s.user_id = for_user and s.ended_at is null and public.has_factor(for_user)
    returning staff_id, expires_at
  ), audited as (
    insert into public.audit_log (tenant_id, action, subject_id, details, staff_id, session_id)
    select '00000000-0000-7000-8000-000000000000', 'staff.signed_in', b.staff_id,
      jsonb_build_object('by', left(proved_by, 20)), b.staff_id, new_id
    from begun b
  )
  select b.expires_at from begun b
$$;

-- A session that can be used: not ended, used in the last half hour, its person still staff and with a second factor.
create function live_staff_session(wanted_hash bytea) returns table (
  id uuid, staff_id uuid, user_id uuid, expires_at timestamptz, last_seen_at timestamptz
)
language sql stable security definer set search_path = '' as $$
  select s.id, s.staff_id, f.user_id, s.expires_at, s.last_seen_at
  from public.staff_sessions s join public.staff f on f.id = s.staff_id
  where s.token_hash = wanted_hash and s.ended_at is null and s.expires_at > now()
    and s.last_seen_at > now() - interval '30 minutes' and f.ended_at is null and public.has_factor(f.user_id)
$$;

-- Notes at most once a minute that it is used.
create function find_staff_session(wanted_hash bytea) returns table (
  session_id uuid, staff_id uuid, user_id uuid, expires_at timestamptz
)
language sql security definer set search_path = '' as $$
  with live as (
    select l.* from public.live_staff_session(wanted_hash) l
  ), seen as (
    update public.staff_sessions s set last_seen_at = now() from live l
    where s.id = l.id and l.last_seen_at < now() - interval '1 minute'
  )
  select l.id, l.staff_id, l.user_id, l.expires_at from live l
$$;

create function staff_at(door bytea) returns table (session_id uuid, staff_id uuid)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select l.id, l.staff_id from public.live_staff_session(door) l;
  if not found then raise exception 'no session of the staff' using errcode = '42501'; end if;
end $$;

-- What somebody of the staff does stands in the platform's log, and in those of the tenants that it concerns.
create function staff_note(door bytea, what text, subject uuid, facts jsonb, told uuid[]) returns void
language sql security definer set search_path = '' as $$
  insert into public.audit_log (tenant_id, action, subject_id, details, staff_id, session_id)
  select t.id, what, subject, facts, s.staff_id,
    case when t.id = '00000000-0000-7000-8000-000000000000' then s.session_id end
  from public.staff_at(door) s, unnest(array['00000000-0000-7000-8000-000000000000'::uuid] || told) t (id)
$$;

-- Ends this session, or (with somebody of the staff) all of theirs. Returns how many.
create function end_staff_sessions(door bytea, wanted uuid) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  ended integer;
begin
  perform public.staff_note(door, 'staff.signed_out', coalesce(wanted, (select s.staff_id from public.staff_at(door) s)),
    '{}', '{}');
  update public.staff_sessions s set ended_at = now()
  where s.ended_at is null and case when wanted is null then s.token_hash = door else s.staff_id = wanted end;
  get diagnostics ended = row_count;
  return ended;
end $$;

-- Lets this session look into a tenant for an hour. Null if there is no such tenant.
create function staff_enter(door bytea, wanted uuid, why text) returns timestamptz
language plpgsql security definer set search_path = '' as $$
declare
  entered timestamptz;
begin
  perform public.staff_at(door);
  insert into public.staff_visits as v (session_id, tenant_id, reason, until)
  select s.session_id, t.id, why, now() + interval '1 hour'
  from public.staff_at(door) s, public.tenants t
  where t.id = wanted and t.id <> '00000000-0000-7000-8000-000000000000'
  on conflict (session_id, tenant_id) do update set reason = excluded.reason, until = excluded.until
  returning v.until into entered;
  if entered is not null then
    perform public.staff_note(door, 'platform.entered', wanted, jsonb_build_object('reason', why), array[wanted]);
  end if;
  return entered;
end $$;

-- Until when this session may look into a tenant; null: it gave no reason.
create function staff_visit(door bytea, wanted uuid) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select public.staff_at(door);
  select v.until from public.staff_at(door) s
  join public.staff_visits v on v.session_id = s.session_id and v.tenant_id = wanted and v.until > now()
$$;

revoke execute on function add_staff, end_staff, has_factor, find_staff, create_staff_session, live_staff_session,
  find_staff_session, staff_at, staff_note, end_staff_sessions, staff_enter, staff_visit from public;
grant execute on function find_staff, create_staff_session, find_staff_session, staff_note, end_staff_sessions, staff_enter,
  staff_visit to app;
