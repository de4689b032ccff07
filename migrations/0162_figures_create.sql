-- What was refused, by hour and kind: counts, nobody's name. Kept 90 days. No grants: reached through functions alone.
create table security_figures (
  hour timestamptz not null,
  kind text not null check (kind ~ '^[a-z_]{2,30}$'),
  count bigint not null check (count > 0),
  primary key (hour, kind)
);

-- Adds what an isolate counted: {"kind": count}.
create function note_refusals(counted jsonb) returns void
language sql security definer set search_path = '' as $$
  with over as (
    delete from public.security_figures f where f.hour < now() - interval '90 days'
  )
  insert into public.security_figures as f (hour, kind, count)
  select date_trunc('hour', now()), c.key, least(greatest(c.value::integer, 1), 1000000)
  from jsonb_each_text(counted) c
  on conflict (hour, kind) do update set count = f.count + excluded.count
$$;

create function staff_security(door bytea, days integer) returns jsonb
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "security"}', '{}');
  select jsonb_build_object(
    'figures', (select coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'kind', d.kind, 'count', d.count)
        order by d.day, d.kind), '[]')
      from (
        select to_char(f.hour at time zone 'UTC', 'YYYY-MM-DD') as day, f.kind, sum(f.count) as count
        from public.security_figures f
        where f.hour >= date_trunc('day', now(), 'UTC') - make_interval(days => least(greatest(days, 1), 90) - 1)
        group by 1, 2
      ) d),
    'users', (select count(*) from public.users),
    'usersWithFactor', (select count(*) from public.users u where public.has_factor(u.id)),
    'tenantsWantingFactor', (select count(*) from public.tenants t where cardinality(t.mfa_roles) > 0),
    'staffSessions', (select count(*) from public.staff_sessions s join public.staff f on f.id = s.staff_id
      where s.ended_at is null and s.expires_at > now() and s.last_seen_at > now() - interval '30 minutes'
        and f.ended_at is null))
$$;

revoke execute on function note_refusals, staff_security from public;
grant execute on function note_refusals, staff_security to app;
