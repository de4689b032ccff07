-- A tenant can want a second factor from members of some roles, from a date on. Whether somebody lacks it stands in what a
-- session is looked up with, so it is part of the access epoch, as what a person has is.
alter table tenants
  add column mfa_roles text[] not null default '{}'
    check (mfa_roles <@ array['owner', 'admin', 'supervisor', 'agent', 'viewer'] and array_length(mfa_roles, 1) <= 5),
  add column mfa_from timestamptz not null default now();

create trigger tenants_factors before update of mfa_roles, mfa_from on tenants
  for each row when ((old.mfa_roles, old.mfa_from) is distinct from (new.mfa_roles, new.mfa_from))
  execute function bump_own_access_epoch();

-- From when on the person may do nothing but enrol; null: they have a factor, or the tenant wants none from them.
create function factor_due_at(for_tenant uuid, for_user uuid, as_role text) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select t.mfa_from from public.tenants t
  where t.id = for_tenant and as_role = any (t.mfa_roles)
    and not exists (select from public.user_totps u where u.user_id = for_user and u.confirmed_at is not null)
    and not exists (select from public.user_passkeys k where k.user_id = for_user)
$$;

create function bump_member_access_epochs() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.tenants t set access_epoch = t.access_epoch + 1
  where array_length(t.mfa_roles, 1) > 0 and exists (
    select from public.memberships m
    where m.tenant_id = t.id and m.user_id = coalesce(new.user_id, old.user_id) and m.active
  );
  return null;
end $$;
create trigger user_totps_access after update of confirmed_at or delete on user_totps
  for each row execute function bump_member_access_epochs();
create trigger user_passkeys_access after insert or delete on user_passkeys
  for each row execute function bump_member_access_epochs();

revoke execute on function factor_due_at, bump_member_access_epochs from public;
grant execute on function factor_due_at to app;
