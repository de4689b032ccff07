-- What programs act with instead of a person: as the member who made it, with no more than their role now and the token's
-- scopes. Stored as a hash; revoked ones stay, since the audit log names them.
create table api_tokens (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  member_id uuid not null,
  token_hash bytea not null unique check (length(token_hash) = 32),
  box bytea not null check (length(box) between 29 and 4096), -- its name
  scopes text[] not null check (array_length(scopes, 1) between 1 and 40),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null check (expires_at <= created_at + interval '367 days'),
  last_used_at timestamptz, -- to five minutes
  last_network text check (length(last_network) between 1 and 45),
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
alter table api_tokens enable row level security;
alter table api_tokens force row level security;
create policy tenant_only on api_tokens to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on api_tokens to app;

create trigger api_tokens_access after update of revoked_at on api_tokens
  for each row execute function bump_access_epoch();

-- Who a token acts as, if it is good: its maker is active, and lacks no second factor that is wanted of them.
create function find_api_token(wanted_hash bytea, from_network text) returns table (
  token_id uuid, tenant_id uuid, member_id uuid, user_id uuid, role text, sees text, jurisdiction text, epoch bigint,
  scopes text[], expires_at timestamptz
)
language sql security definer set search_path = '' as $$
  with found as (
    select k.id, k.tenant_id, k.member_id, m.user_id, m.role, t.agents_see_own_only, t.jurisdiction, t.access_epoch,
      k.scopes, k.expires_at
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
    f.scopes, f.expires_at
  from found f
$$;
revoke execute on function find_api_token from public;
grant execute on function find_api_token to app;
