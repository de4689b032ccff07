-- Wrong passwords and codes at signing in, by person, hour and kind: a flood makes one row an hour. What was typed is nowhere.
-- No grants, as users: reached through the functions below alone. Kept 30 days.
create table sign_in_failures (
  user_id uuid not null references users (id) on delete cascade,
  hour timestamptz not null,
  kind text not null check (kind in ('password', 'factor')),
  count integer not null check (count > 0),
  is_told boolean not null default false, -- whether its row stands in the audit logs of the person's tenants
  primary key (user_id, hour, kind)
);
create index sign_in_failures_untold on sign_in_failures (hour) where not is_told;

create function note_sign_in_failure(for_user uuid, of_kind text) returns void
language sql security definer set search_path = '' as $$
  insert into public.sign_in_failures as f (user_id, hour, kind, count)
  select u.id, date_trunc('hour', now()), of_kind, 1 from public.users u where u.id = for_user
  on conflict (user_id, hour, kind) do update set count = least(f.count + 1, 1000000)
$$;

-- Of hours that are over: one row for each tenant of the person. Returns how many were told; those older than 30 days go.
create function tell_sign_in_failures(at_most integer) returns bigint
language sql security definer set search_path = '' as $$
  with old as (
    delete from public.sign_in_failures f where f.is_told and f.hour < now() - interval '30 days'
  ), due as materialized (
    select f.user_id, f.hour, f.kind, f.count from public.sign_in_failures f
    where not f.is_told and f.hour < date_trunc('hour', now())
    order by f.hour limit at_most for update skip locked
  ), told as (
    update public.sign_in_failures f set is_told = true from due d
    where (f.user_id, f.hour, f.kind) = (d.user_id, d.hour, d.kind) returning 1
  ), audited as (
    insert into public.audit_log (tenant_id, action, subject_id, details)
    select m.tenant_id, 'sign_in.failed', m.id,
      jsonb_build_object('kind', d.kind, 'count', d.count, 'hour', to_char(d.hour at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI"Z"'))
    from due d join public.memberships m on m.user_id = d.user_id and m.active
  )
  select count(*) from told
$$;

-- A person's own, of the last 30 days.
create function user_sign_in_failures(wanted uuid) returns table (count bigint, last_hour timestamptz)
language sql stable security definer set search_path = '' as $$
  select coalesce(sum(f.count), 0), max(f.hour) from public.sign_in_failures f
  where f.user_id = wanted and f.hour > now() - interval '30 days'
$$;

revoke execute on function note_sign_in_failure, tell_sign_in_failures, user_sign_in_failures from public;
grant execute on function note_sign_in_failure, tell_sign_in_failures, user_sign_in_failures to app;
