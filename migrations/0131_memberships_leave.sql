-- Leaving for good, and the tenant that somebody used last.
alter table memberships
  add column left_at timestamptz, -- the row stays, for what they wrote
  add column last_used_at timestamptz,
  add constraint memberships_left_check check (left_at is null or not active);

create function note_membership_used() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.memberships m set last_used_at = now() where m.tenant_id = new.tenant_id and m.id = new.member_id;
  return null;
end $$;
create trigger sessions_used after insert on sessions for each row execute function note_membership_used();

-- Where a person works: what they can enter first, the last used of it first.
drop function user_memberships(uuid);
create function user_memberships(wanted uuid) returns table (
  tenant_id uuid, member_id uuid, role text, organization text, state text
)
language sql stable security definer set search_path = '' as $$
  select m.tenant_id, m.id, m.role, t.name, t.state
  from public.memberships m join public.tenants t on t.id = m.tenant_id
  where m.user_id = wanted and m.active
  order by t.state <> 'active', m.last_used_at desc nulls last, m.created_at limit 100
$$;

-- The session of a token ends, and one of another tenant of the same person begins, with all that was proved in the old
-- one: neither a proof nor the time that is left is won by it.
create function switch_session(old_hash bytea, new_id uuid, new_hash bytea, for_tenant uuid)
returns table (member_id uuid, until timestamptz)
language sql security definer set search_path = '' as $$
  with ended as (
    update public.sessions s set ended_at = now()
    from public.memberships m join public.tenants t on t.id = m.tenant_id
    where s.token_hash = old_hash and s.ended_at is null
      and m.tenant_id = for_tenant and m.user_id = s.user_id and m.active and t.state = 'active'
    returning s.*, m.id as next_member_id, t.session_max_days
  ), begun as (
    insert into public.sessions
    select n.* from ended e, jsonb_populate_record(null::public.sessions, to_jsonb(e) || jsonb_build_object(
      'id', new_id, 'token_hash', new_hash, 'tenant_id', for_tenant, 'member_id', e.next_member_id, 'ended_at', null,
      'last_seen_at', now(),
      'expires_at', least(e.expires_at, e.created_at + make_interval(days => e.session_max_days)))) n
    returning member_id, expires_at
  ), audited as (
    insert into public.audit_log (tenant_id, member_id, action, subject_id)
    select e.tenant_id, e.member_id, 'session.ended', e.id from ended e
    union all select for_tenant, b.member_id, 'session.started', new_id from begun b
  )
  select b.member_id, b.expires_at from begun b
$$;

revoke execute on function note_membership_used, user_memberships, switch_session from public;
grant execute on function user_memberships, switch_session to app;

-- A conversation that a customer reopens does not go to somebody who is not there any more.
do $do$
declare
  before_text text := pg_get_functiondef('insert_messages(json)'::regprocedure);
  after_text text := replace(before_text, $old$snoozed_until = case when t.reopens then null else c.snoozed_until end,$old$,
    $new$snoozed_until = case when t.reopens then null else c.snoozed_until end,
      assignee_id = case when t.reopens and c.status = 'closed' and not exists (
          select from memberships m where m.tenant_id = c.tenant_id and m.id = c.assignee_id and m.active
        ) then null else c.assignee_id end,$new$);
begin
  if before_text = after_text then raise exception 'insert_messages is not as this expects it'; end if;
  execute after_text;
end $do$;
