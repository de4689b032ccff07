-- Whether a tenant may work. Only the owner of the schema sets it (platform administration comes through a door of its own):
-- requests ask with the access epoch, which grows with it; sockets are cut by the work that it leaves behind.
alter table tenants
  add column state text not null default 'active' check (state in ('active', 'suspended', 'deleted')),
  add column state_reason text check (length(state_reason) between 1 and 500), -- for staff, never shown to the tenant
  add column state_changed_at timestamptz;

create function guard_tenant_state() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user <> (select pg_catalog.pg_get_userbyid(c.relowner) from pg_catalog.pg_class c where c.oid = tg_relid) then
    raise exception 'the state of a tenant is not the app''s to set' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger tenants_state_guard before update of state, state_reason, state_changed_at on tenants
  for each row when (
    (old.state, old.state_reason, old.state_changed_at)
    is distinct from (new.state, new.state_reason, new.state_changed_at)
  ) execute function guard_tenant_state();
create trigger tenants_state_access before update of state on tenants
  for each row when (old.state is distinct from new.state) execute function bump_own_access_epoch();

alter table work_due
  drop constraint work_due_kind_check,
  add constraint work_due_kind_check check (
    kind in ('send', 'media', 'apply', 'snooze', 'schedule', 'window', 'greeting', 'closure', 'assignment', 'notice',
      'merge', 'removal', 'state', 'release')
  );

-- No grant: the platform's staff get to it through a door of theirs. False if it was so before, or there is no such tenant.
create function set_tenant_state(wanted uuid, new_state text, why text) returns boolean
language sql security definer set search_path = '' as $$
  with changed as (
    update public.tenants t set state = new_state, state_reason = why, state_changed_at = now()
    where t.id = wanted and t.state <> new_state returning t.id
  ), due as (
    insert into public.work_due (tenant_id, kind, ref_id, due_at) select c.id, 'state', c.id, now() from changed c
    on conflict (tenant_id, kind, ref_id) do update set due_at = excluded.due_at, lease_until = null
  ), audited as (
    insert into public.audit_log (tenant_id, action, subject_id, details)
    select c.id, 'tenant.state_changed', c.id, jsonb_build_object('state', new_state) from changed c
  )
  select exists (select from changed)
$$;

drop function access_epoch(uuid);
create function tenant_access(wanted uuid) returns table (epoch bigint, state text)
language sql stable security definer set search_path = '' as $$
  select t.access_epoch, t.state from public.tenants t where t.id = wanted
$$;

-- Of a tenant that may not work nothing is due but what would be lost by waiting: files, which WhatsApp keeps for a week,
-- erasing, and what follows from access itself.
create or replace function claim_work(wanted_kind text, wanted_limit integer, lease_seconds integer)
returns table (tenant_id uuid, ref_id uuid, jurisdiction text)
language sql security definer set search_path = '' as $$
  with due as (
    select w.tenant_id, w.kind, w.ref_id from public.work_due w join public.tenants t on t.id = w.tenant_id
    where w.kind = wanted_kind and w.due_at <= now() and (w.lease_until is null or w.lease_until < now())
      and (t.state = 'active' or w.kind in ('media', 'removal', 'state', 'release'))
    order by w.due_at limit least(greatest(wanted_limit, 0), 500)
    for update of w skip locked
  ), leased as (
    update public.work_due w set lease_until = now() + make_interval(secs => least(greatest(lease_seconds, 1), 3600))
    from due where w.tenant_id = due.tenant_id and w.kind = due.kind and w.ref_id = due.ref_id
    returning w.tenant_id, w.ref_id
  )
  select l.tenant_id, l.ref_id, t.jurisdiction from leased l join public.tenants t on t.id = l.tenant_id
$$;

revoke execute on function guard_tenant_state, set_tenant_state, tenant_access from public;
grant execute on function tenant_access, guard_tenant_state to app;
