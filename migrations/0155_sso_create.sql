-- Single sign-on by OpenID Connect: a tenant's provider, the domains whose people come in by it, and who is who there.
create table sso_settings (
  tenant_id uuid primary key default current_setting('app.tenant_id')::uuid references tenants (id),
  issuer text not null check (length(issuer) between 8 and 512),
  client_id text not null check (length(client_id) between 1 and 256),
  secret_box bytea not null check (length(secret_box) between 29 and 2048),
  enabled boolean not null default false,
  sso_only boolean not null default false,
  default_role text check (default_role in ('agent', 'viewer')), -- null: who is no member does not come in
  constraint sso_settings_only_check check (enabled or not sso_only)
);
alter table sso_settings enable row level security;
alter table sso_settings force row level security;
create policy tenant_only on sso_settings to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on sso_settings to app;

-- A domain is the tenant's once its token stood in the DNS. The token is no secret.
create table sso_domains (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  domain text not null check (length(domain) between 4 and 253 and domain = lower(domain)),
  token text not null check (length(token) = 43),
  created_at timestamptz not null default now(),
  proved_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, domain)
);
-- People of a domain are sent to one provider.
create unique index sso_domains_proved on sso_domains (domain) where proved_at is not null;
alter table sso_domains enable row level security;
alter table sso_domains force row level security;
create policy tenant_only on sso_domains to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on sso_domains to app;

-- Which subject of the provider a member is. They go when the tenant takes another provider.
create table sso_identities (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  member_id uuid not null,
  subject_index bytea not null check (length(subject_index) = 32), -- of issuer and subject
  created_at timestamptz not null default now(),
  primary key (tenant_id, member_id),
  unique (tenant_id, subject_index),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
alter table sso_identities enable row level security;
alter table sso_identities force row level security;
create policy tenant_only on sso_identities to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, delete on sso_identities to app;

alter table sessions add column by_sso boolean not null default false;

-- Whose people have addresses of a domain: asked before anybody is known.
create function find_sso_tenant(wanted_domain text) returns table (tenant_id uuid, state text)
language sql stable security definer set search_path = '' as $$
  select d.tenant_id, t.state
  from public.sso_domains d
  join public.sso_settings s on s.tenant_id = d.tenant_id and s.enabled
  join public.tenants t on t.id = d.tenant_id
  where d.domain = wanted_domain and d.proved_at is not null
$$;

-- Whether a member may come in by the provider alone. Owners keep their password: the way back when the provider is gone.
create function needs_sso(for_tenant uuid, as_role text) returns boolean
language sql stable security definer set search_path = '' as $$
  select as_role <> 'owner' and exists (
    select from public.sso_settings s where s.tenant_id = for_tenant and s.sso_only
  )
$$;

drop function user_memberships(uuid);
create function user_memberships(wanted uuid) returns table (
  tenant_id uuid, member_id uuid, role text, organization text, state text, sso_only boolean
)
language sql stable security definer set search_path = '' as $$
  select m.tenant_id, m.id, m.role, t.name, t.state, public.needs_sso(m.tenant_id, m.role)
  from public.memberships m join public.tenants t on t.id = m.tenant_id
  where m.user_id = wanted and m.active
  order by t.state <> 'active', m.last_used_at desc nulls last, m.created_at limit 100
$$;

drop function create_session(uuid, bytea, uuid, uuid, uuid, text, text);
create function create_session(
  new_id uuid, new_token_hash bytea, for_user uuid, for_tenant uuid, for_member uuid, from_browser text,
  from_system text, came_by_sso boolean
) returns timestamptz
language sql security definer set search_path = '' as $$
  insert into public.sessions (id, token_hash, user_id, tenant_id, member_id, expires_at, browser, system, by_sso)
  select new_id, new_token_hash, m.user_id, m.tenant_id, m.id, now() + make_interval(days => t.session_max_days),
    left(nullif(from_browser, ''), 40), left(nullif(from_system, ''), 40), came_by_sso
  from public.memberships m join public.tenants t on t.id = m.tenant_id
  where m.tenant_id = for_tenant and m.id = for_member and m.user_id = for_user and m.active
    and (came_by_sso or not public.needs_sso(m.tenant_id, m.role))
  returning expires_at
$$;

-- A tenant's provider speaks for that tenant alone: who came by it does not go on to another, and who did not cannot go to
-- one that wants it.
create or replace function switch_session(old_hash bytea, new_id uuid, new_hash bytea, for_tenant uuid)
returns table (member_id uuid, until timestamptz)
language sql security definer set search_path = '' as $$
  with ended as (
    update public.sessions s set ended_at = now()
    from public.memberships m join public.tenants t on t.id = m.tenant_id
    where s.token_hash = old_hash and s.ended_at is null and not s.by_sso
      and m.tenant_id = for_tenant and m.user_id = s.user_id and m.active and t.state = 'active'
      and not public.needs_sso(m.tenant_id, m.role)
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

-- Who a session is, as before, and how it began. One that did not begin by the provider is none where only the provider is
-- wanted, whatever the member's role was when it began.
drop function find_session(bytea);
create function find_session(wanted_hash bytea) returns table (
  session_id uuid, user_id uuid, tenant_id uuid, member_id uuid, role text, sees text, jurisdiction text, epoch bigint,
  proved_at timestamptz, expires_at timestamptz, by_sso boolean
)
language sql security definer set search_path = '' as $$
  with found as (
    select s.id, s.user_id, s.tenant_id, s.member_id, m.role, t.agents_see_own_only, t.jurisdiction, t.access_epoch,
      s.proved_at, least(s.expires_at, s.created_at + make_interval(days => t.session_max_days)) as until, s.last_seen_at,
      s.by_sso
    from public.sessions s
    join public.memberships m on m.tenant_id = s.tenant_id and m.id = s.member_id
    join public.tenants t on t.id = s.tenant_id
    where s.token_hash = wanted_hash and s.ended_at is null and m.active
      and s.last_seen_at > now() - make_interval(mins => t.session_idle_minutes)
      and (s.by_sso or not public.needs_sso(m.tenant_id, m.role))
  ), seen as (
    update public.sessions s set last_seen_at = now() from found f
    where s.id = f.id and f.until > now() and f.last_seen_at < now() - interval '5 minutes'
  )
  select f.id, f.user_id, f.tenant_id, f.member_id, f.role,
    case when f.agents_see_own_only and f.role = 'agent' then 'own' else 'all' end, f.jurisdiction, f.access_epoch,
    f.proved_at, f.until, f.by_sso
  from found f where f.until > now()
$$;

-- As before, and of one tenant alone if it is named: who came by its provider ends no sessions elsewhere.
drop function end_user_sessions(uuid, uuid, uuid);
create function end_user_sessions(for_user uuid, wanted uuid, kept uuid, in_tenant uuid) returns table (
  id uuid, tenant_id uuid, member_id uuid, jurisdiction text
)
language sql security definer set search_path = '' as $$
  with ended as (
    update public.sessions s set ended_at = now()
    where s.user_id = for_user and s.ended_at is null and (wanted is null or s.id = wanted)
      and (kept is null or s.id <> kept) and (in_tenant is null or s.tenant_id = in_tenant)
    returning s.id, s.tenant_id, s.member_id
  ), audited as (
    insert into public.audit_log (tenant_id, member_id, action, subject_id)
    select e.tenant_id, e.member_id, 'session.ended', e.id from ended e
  )
  select e.id, e.tenant_id, e.member_id, t.jurisdiction from ended e join public.tenants t on t.id = e.tenant_id
$$;

-- After the settings changed: sessions that could not begin as things are now end, in the tenant at hand alone. By the provider
-- comes who is linked with it; otherwise, where only the provider is wanted, owners alone.
create function end_unfit_sessions() returns table (id uuid, tenant_id uuid, member_id uuid, jurisdiction text)
language sql security definer set search_path = '' as $$
  with ended as (
    update public.sessions s set ended_at = now()
    from public.memberships m
    where s.tenant_id = current_setting('app.tenant_id')::uuid and s.ended_at is null
      and m.tenant_id = s.tenant_id and m.id = s.member_id
      and case when s.by_sso then not exists (
          select from public.sso_settings o join public.sso_identities i on i.tenant_id = o.tenant_id
          where o.tenant_id = s.tenant_id and o.enabled and i.member_id = s.member_id
        ) else public.needs_sso(m.tenant_id, m.role) end
    returning s.id, s.tenant_id, s.member_id
  ), audited as (
    insert into public.audit_log (tenant_id, member_id, action, subject_id)
    select e.tenant_id, e.member_id, 'session.ended', e.id from ended e
  )
  select e.id, e.tenant_id, e.member_id, t.jurisdiction from ended e join public.tenants t on t.id = e.tenant_id
$$;

-- The provider's word confirms the address of a member whose account is of the tenant at hand alone, and has no second factor.
-- Whoever made the account may not be whose address it is: its password becomes one that nobody knows, mailed links are over.
-- False if the account is confirmed already, or another.
create function confirm_by_sso(for_user uuid, unknown_password_hash text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.users u set verified_at = now(), password_hash = unknown_password_hash
  where u.id = for_user and u.verified_at is null
    and exists (
      select from public.memberships m
      where m.user_id = for_user and m.active and m.tenant_id = current_setting('app.tenant_id')::uuid
    )
    and not exists (
      select from public.memberships m
      where m.user_id = for_user and m.tenant_id <> current_setting('app.tenant_id')::uuid
      union all select from public.user_totps f where f.user_id = for_user and f.confirmed_at is not null
      union all select from public.user_passkeys k where k.user_id = for_user
    );
  if not found then return false; end if;
  delete from public.user_links l where l.user_id = for_user;
  insert into public.audit_log (member_id, action, subject_id, details)
  select m.id, 'password.reset', m.id, '{"by": "sso"}' from public.memberships m where m.user_id = for_user;
  return true;
end $$;

revoke execute on function find_sso_tenant, needs_sso, user_memberships, create_session, find_session, end_user_sessions,
  end_unfit_sessions, confirm_by_sso from public;
grant execute on function find_sso_tenant, user_memberships, create_session, find_session, end_user_sessions,
  end_unfit_sessions, confirm_by_sso to app;
