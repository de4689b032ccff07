-- Requests a minute for each member and each API token; none: the deployment's, API_REQUESTS_PER_MINUTE.
alter table plans add column api_requests_per_minute integer check (api_requests_per_minute between 60 and 10000000);

-- As it was, with them.
drop function tenant_access(uuid);
create function tenant_access(wanted uuid) returns table (epoch bigint, state text, api_requests_per_minute integer)
language sql stable security definer set search_path = '' as $$
  select t.access_epoch, t.state, p.api_requests_per_minute
  from public.tenants t join public.plans p on p.code = t.plan where t.id = wanted
$$;
revoke execute on function tenant_access from public;
grant execute on function tenant_access to app;
