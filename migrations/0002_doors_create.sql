-- The reviewed doors that work without a tenant. Each is SECURITY DEFINER with an empty search path, checks its
-- arguments, and returns ids, hashes and sealed bytes only. The owner of the schema must be able to bypass row-level
-- security (Neon's console-made owner can).

create function find_user(wanted_email_index bytea) returns table (id uuid, password_hash text, box bytea)
language sql stable security definer set search_path = '' as $$
  select u.id, u.password_hash, u.box from public.users u where u.email_index = wanted_email_index
$$;

create function create_user(new_id uuid, new_email_index bytea, new_box bytea, new_password_hash text) returns boolean
language sql security definer set search_path = '' as $$
  with made as (
    insert into public.users (id, email_index, box, password_hash)
    values (new_id, new_email_index, new_box, new_password_hash)
    on conflict (email_index) do nothing returning 1
  ) select exists (select from made)
$$;

create function user_box(wanted uuid) returns bytea
language sql stable security definer set search_path = '' as $$
  select u.box from public.users u where u.id = wanted
$$;

create function user_memberships(wanted uuid) returns table (tenant_id uuid, member_id uuid, role text)
language sql stable security definer set search_path = '' as $$
  select m.tenant_id, m.id, m.role from public.memberships m
  where m.user_id = wanted and m.active order by m.created_at
$$;

create function create_session(
  new_id uuid, new_token_hash bytea, for_user uuid, for_tenant uuid, for_member uuid, until timestamptz
) returns void
language sql security definer set search_path = '' as $$
  insert into public.sessions (id, token_hash, user_id, tenant_id, member_id, expires_at)
  select new_id, new_token_hash, m.user_id, m.tenant_id, m.id, least(until, now() + interval '30 days')
  from public.memberships m
  where m.tenant_id = for_tenant and m.id = for_member and m.user_id = for_user and m.active
$$;

create function find_session(wanted_hash bytea) returns table (
  session_id uuid, user_id uuid, tenant_id uuid, member_id uuid, role text, sees text, jurisdiction text,
  expires_at timestamptz
)
language sql stable security definer set search_path = '' as $$
  select s.id, s.user_id, s.tenant_id, s.member_id, m.role,
    case when t.agents_see_own_only and m.role = 'agent' then 'own' else 'all' end, t.jurisdiction, s.expires_at
  from public.sessions s
  join public.memberships m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join public.tenants t on t.id = s.tenant_id
  where s.token_hash = wanted_hash and s.ended_at is null and s.expires_at > now() and m.active
$$;

create function end_session(wanted_hash bytea) returns table (tenant_id uuid, session_id uuid)
language sql security definer set search_path = '' as $$
  update public.sessions s set ended_at = now() where s.token_hash = wanted_hash and s.ended_at is null
  returning s.tenant_id, s.id
$$;

create function end_member_sessions(for_tenant uuid, for_member uuid) returns void
language sql security definer set search_path = '' as $$
  update public.sessions s set ended_at = now()
  where s.tenant_id = for_tenant and s.member_id = for_member and s.ended_at is null
$$;

create function find_invitation(wanted_hash bytea) returns table (
  tenant_id uuid, id uuid, role text, box bytea, organization text, accepted boolean
)
language sql stable security definer set search_path = '' as $$
  select i.tenant_id, i.id, i.role, i.box, t.name, i.accepted_at is not null
  from public.invitations i join public.tenants t on t.id = i.tenant_id
  where i.token_hash = wanted_hash and i.revoked_at is null and i.expires_at > now()
$$;

create function has_owner() returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.memberships m where m.role = 'owner')
$$;

revoke execute on all functions in schema public from public;
grant execute on all functions in schema public to app;
