-- Sessions: what a person recognises them by, when they were last used, when the person
-- last proved who they are. And the
-- access epoch of a tenant: a number that grows with every change of who may do what there, in the transaction of that
-- change, so that what was remembered under an older number is asked for again.

alter table tenants
  add column access_epoch bigint not null default 0,
  add column session_idle_minutes smallint not null default 720 check (session_idle_minutes between 15 and 720),
  add column session_max_days smallint not null default 30 check (session_max_days between 1 and 30);

alter table sessions
  add column browser text check (length(browser) between 1 and 40),
  add column system text check (length(system) between 1 and 40),
  add column last_seen_at timestamptz not null default now(),
  add column proved_at timestamptz not null default now(); -- by signing in, or again later with all that is wanted

create function bump_access_epoch() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.tenants t set access_epoch = t.access_epoch + 1 where t.id = new.tenant_id;
  return null;
end $$;
create trigger sessions_access after update of token_hash, ended_at, proved_at on sessions
  for each row execute function bump_access_epoch();
create trigger memberships_access after update of role, active on memberships
  for each row when (old.role is distinct from new.role or old.active is distinct from new.active)
  execute function bump_access_epoch();

create function bump_own_access_epoch() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.access_epoch := old.access_epoch + 1;
  return new;
end $$;
create trigger tenants_access before update of agents_see_own_only, session_idle_minutes, session_max_days on tenants
  for each row when (
    (old.agents_see_own_only, old.session_idle_minutes, old.session_max_days)
    is distinct from (new.agents_see_own_only, new.session_idle_minutes, new.session_max_days)
  ) execute function bump_own_access_epoch();

create function access_epoch(wanted uuid) returns bigint
language sql stable security definer set search_path = '' as $$
  select t.access_epoch from public.tenants t where t.id = wanted
$$;

drop function create_session(uuid, bytea, uuid, uuid, uuid, timestamptz);
create function create_session(
  new_id uuid, new_token_hash bytea, for_user uuid, for_tenant uuid, for_member uuid, from_browser text,
  from_system text
) returns timestamptz
language sql security definer set search_path = '' as $$
  insert into public.sessions (id, token_hash, user_id, tenant_id, member_id, expires_at, browser, system)
  select new_id, new_token_hash, m.user_id, m.tenant_id, m.id, now() + make_interval(days => t.session_max_days),
    left(nullif(from_browser, ''), 40), left(nullif(from_system, ''), 40)
  from public.memberships m join public.tenants t on t.id = m.tenant_id
  where m.tenant_id = for_tenant and m.id = for_member and m.user_id = for_user and m.active
  returning expires_at
$$;

-- Notes at most every five minutes that the session is used.
drop function find_session(bytea);
create function find_session(wanted_hash bytea) returns table (
  session_id uuid, user_id uuid, tenant_id uuid, member_id uuid, role text, sees text, jurisdiction text, epoch bigint,
  proved_at timestamptz, expires_at timestamptz
)
language sql security definer set search_path = '' as $$
  with found as (
    select s.id, s.user_id, s.tenant_id, s.member_id, m.role, t.agents_see_own_only, t.jurisdiction, t.access_epoch,
      s.proved_at, least(s.expires_at, s.created_at + make_interval(days => t.session_max_days)) as until, s.last_seen_at
    from public.sessions s
    join public.memberships m on m.tenant_id = s.tenant_id and m.id = s.member_id
    join public.tenants t on t.id = s.tenant_id
    where s.token_hash = wanted_hash and s.ended_at is null and m.active
      and s.last_seen_at > now() - make_interval(mins => t.session_idle_minutes)
  ), seen as (
    update public.sessions s set last_seen_at = now() from found f
    where s.id = f.id and f.until > now() and f.last_seen_at < now() - interval '5 minutes'
  )
  select f.id, f.user_id, f.tenant_id, f.member_id, f.role,
    case when f.agents_see_own_only and f.role = 'agent' then 'own' else 'all' end, f.jurisdiction, f.access_epoch,
    f.proved_at, f.until
  from found f where f.until > now()
$$;

-- The same session under another token: after a change of privilege the old one is worth nothing.
create function rotate_session(old_hash bytea, new_hash bytea, is_proved boolean) returns timestamptz
language sql security definer set search_path = '' as $$
  update public.sessions s
  set token_hash = new_hash, proved_at = case when is_proved then now() else s.proved_at end
  where s.token_hash = old_hash and s.ended_at is null
  returning s.expires_at
$$;

-- The sessions of a person that can still be used, newest use first.
create function user_sessions(wanted uuid) returns table (
  id uuid, tenant_id uuid, organization text, browser text, system text, created_at timestamptz,
  last_seen_at timestamptz
)
language sql stable security definer set search_path = '' as $$
  select s.id, s.tenant_id, t.name, s.browser, s.system, s.created_at, s.last_seen_at
  from public.sessions s
  join public.memberships m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join public.tenants t on t.id = s.tenant_id
  where s.user_id = wanted and s.ended_at is null and s.expires_at > now() and m.active
    and s.created_at > now() - make_interval(days => t.session_max_days)
    and s.last_seen_at > now() - make_interval(mins => t.session_idle_minutes)
  order by s.last_seen_at desc limit 100
$$;

-- Ends one session of a person, or (null) all but the one that is kept (null: all of them).
create function end_user_sessions(for_user uuid, wanted uuid, kept uuid) returns table (
  id uuid, tenant_id uuid, member_id uuid, jurisdiction text
)
language sql security definer set search_path = '' as $$
  with ended as (
    update public.sessions s set ended_at = now()
    where s.user_id = for_user and s.ended_at is null and (wanted is null or s.id = wanted)
      and (kept is null or s.id <> kept)
    returning s.id, s.tenant_id, s.member_id
  ), audited as (
    insert into public.audit_log (tenant_id, member_id, action, subject_id)
    select e.tenant_id, e.member_id, 'session.ended', e.id from ended e
  )
  select e.id, e.tenant_id, e.member_id, t.jurisdiction from ended e join public.tenants t on t.id = e.tenant_id
$$;

revoke execute on function bump_access_epoch, bump_own_access_epoch, access_epoch, create_session, find_session,
  rotate_session, user_sessions, end_user_sessions from public;
grant execute on function access_epoch, create_session, find_session, rotate_session, user_sessions, end_user_sessions,
  bump_own_access_epoch to app;
