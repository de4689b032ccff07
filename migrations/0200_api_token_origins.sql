-- Sites whose pages may use a token in a browser; none for what only programs use.
alter table api_tokens add column origins text[] not null default '{}'
  check (cardinality(origins) <= 10 and length(array_to_string(origins, '')) <= 2550);

-- As it was, with them.
drop function find_api_token(bytea, text);
create function find_api_token(wanted_hash bytea, from_network text) returns table (
  token_id uuid, tenant_id uuid, member_id uuid, user_id uuid, role text, sees text, jurisdiction text, epoch bigint,
  scopes text[], origins text[], expires_at timestamptz
)
language sql security definer set search_path = '' as $$
  with found as (
    select k.id, k.tenant_id, k.member_id, m.user_id, m.role, t.agents_see_own_only, t.jurisdiction, t.access_epoch,
      k.scopes, k.origins, k.expires_at
    from public.api_tokens k
    join public.memberships m on m.tenant_id = k.tenant_id and m.id = k.member_id
    join public.tenants t on t.id = k.tenant_id
    where k.token_hash = wanted_hash and k.revoked_at is null and k.expires_at > now() and m.active
      and coalesce(public.factor_due_at(k.tenant_id, m.user_id, m.role) > now(), true)
  ), used as (
    update public.api_tokens k set last_used_at = now(), last_network = left(nullif(from_network, ''), 45) from found f
    where k.tenant_id = f.tenant_id and k.id = f.id
  )
  select f.id, f.tenant_id, f.member_id, f.user_id, f.role,
    case when f.agents_see_own_only and f.role = 'agent' then 'own' else 'all' end, f.jurisdiction, f.access_epoch,
    f.scopes, f.origins, f.expires_at
  from found f
$$;
revoke execute on function find_api_token from public;
grant execute on function find_api_token to app;
