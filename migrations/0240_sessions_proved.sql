-- As it was, with when the person proved who they are: an identity provider may have let them in long ago. Null: just now.
drop function create_session(uuid, bytea, uuid, uuid, uuid, text, text, boolean);
create function create_session(
  new_id uuid, new_token_hash bytea, for_user uuid, for_tenant uuid, for_member uuid, from_browser text,
  from_system text, came_by_sso boolean, proved timestamptz
) returns timestamptz
language sql security definer set search_path = '' as $$
  insert into public.sessions (id, token_hash, user_id, tenant_id, member_id, expires_at, browser, system, by_sso, proved_at)
  select new_id, new_token_hash, m.user_id, m.tenant_id, m.id, now() + make_interval(days => t.session_max_days),
    left(nullif(from_browser, ''), 40), left(nullif(from_system, ''), 40), came_by_sso, least(coalesce(proved, now()), now())
  from public.memberships m join public.tenants t on t.id = m.tenant_id
  where m.tenant_id = for_tenant and m.id = for_member and m.user_id = for_user and m.active
    and (came_by_sso or not public.needs_sso(m.tenant_id, m.role))
  returning expires_at
$$;
revoke execute on function create_session from public;
grant execute on function create_session to app;
