-- What nobody can come in with any more goes, at night: links, tickets and challenges at once, sessions after a week in which
-- the audit log may still be compared with them. Idle for longer than any tenant allows (12 hours) is over too.

-- At most so many of each kind. Returns how many went of the kind of which the most did: fewer than asked means that nothing is left.
create function purge_access(at_most integer) returns bigint
language sql security definer set search_path = '' as $$
  with sessions as (
    delete from public.sessions s where s.id in (
      select o.id from public.sessions o
      where least(o.ended_at, o.expires_at, o.last_seen_at + interval '12 hours') < now() - interval '7 days'
      limit at_most) returning 1
  ), over as materialized (
    select o.id from public.staff_sessions o
    where least(o.ended_at, o.expires_at, o.last_seen_at + interval '30 minutes') < now() - interval '7 days' limit at_most
  ), visits as (
    delete from public.staff_visits v using over o where v.session_id = o.id
  ), staff as (
    delete from public.staff_sessions s using over o where s.id = o.id returning 1
  ), links as (
    delete from public.user_links l where l.token_hash in (
      select o.token_hash from public.user_links o where o.expires_at <= now() limit at_most) returning 1
  ), assertions as (
    delete from public.spent_assertions a where a.hash in (
      select o.hash from public.spent_assertions o where o.expires_at <= now() limit at_most) returning 1
  )
  select greatest((select count(*) from sessions), (select count(*) from staff), (select count(*) from links),
    (select count(*) from assertions))
$$;

revoke execute on function purge_access from public;
grant execute on function purge_access to app;
