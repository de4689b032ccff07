-- Who a session is, as before, when it was used last, and when it is idle unless it is used before then. Whether this asking is
-- use, the asker says: a screen that nobody touches asks, too. Use is noted when it was not for four minutes: an isolate that
-- asks after five is right, even if its clock is somewhat ahead.
drop function find_session(bytea);
create function find_session(wanted_hash bytea, is_use boolean default true) returns table (
  session_id uuid, user_id uuid, tenant_id uuid, member_id uuid, role text, sees text, jurisdiction text, epoch bigint,
  proved_at timestamptz, expires_at timestamptz, by_sso boolean, seen_at timestamptz, idle_at timestamptz
)
language sql security definer set search_path = '' as $$
  with found as (
    select s.id, s.user_id, s.tenant_id, s.member_id, m.role, t.agents_see_own_only, t.jurisdiction, t.access_epoch,
      s.proved_at, least(s.expires_at, s.created_at + make_interval(days => t.session_max_days)) as until, s.by_sso,
      case when is_use and s.last_seen_at < now() - interval '4 minutes' then now() else s.last_seen_at end as seen_at,
      make_interval(mins => t.session_idle_minutes) as idle
    from public.sessions s
    join public.memberships m on m.tenant_id = s.tenant_id and m.id = s.member_id
    join public.tenants t on t.id = s.tenant_id
    where s.token_hash = wanted_hash and s.ended_at is null and m.active
      and s.last_seen_at > now() - make_interval(mins => t.session_idle_minutes)
      and (s.by_sso or not public.needs_sso(m.tenant_id, m.role))
  ), seen as (
    update public.sessions s set last_seen_at = f.seen_at from found f
    where s.id = f.id and f.until > now() and s.last_seen_at < f.seen_at
  )
  select f.id, f.user_id, f.tenant_id, f.member_id, f.role,
    case when f.agents_see_own_only and f.role = 'agent' then 'own' else 'all' end, f.jurisdiction, f.access_epoch,
    f.proved_at, f.until, f.by_sso, f.seen_at, f.seen_at + f.idle
  from found f where f.until > now()
$$;

-- When sessions of the tenant at hand are idle unless they are used before then; not those that ended.
create function sessions_idle_at(wanted uuid[]) returns table (id uuid, idle_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select s.id, s.last_seen_at + make_interval(mins => t.session_idle_minutes)
  from public.sessions s join public.tenants t on t.id = s.tenant_id
  where s.tenant_id = current_setting('app.tenant_id')::uuid and s.id = any (wanted) and s.ended_at is null
$$;

revoke execute on function find_session, sessions_idle_at from public;
grant execute on function find_session, sessions_idle_at to app;
