-- Whose keys are due for renewal: ids only, for the nightly job, which knows no tenant.
create function tenants_with_old_keys(before timestamptz, after uuid, at_most integer) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select t.id from public.tenants t
  where t.state <> 'deleted' and (after is null or t.id > after) and exists (
    select from public.encryption_keys k
    where k.tenant_id = t.id and k.purpose in ('content', 'secret') and k.state = 'active' and k.created_at < before)
  order by t.id limit least(greatest(at_most, 0), 1000)
$$;
revoke execute on function tenants_with_old_keys from public;
grant execute on function tenants_with_old_keys to app;
