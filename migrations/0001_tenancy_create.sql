-- Tenants, people and what lets them in. `app` is the role the Worker works as: it owns nothing and cannot bypass
-- row-level security. Tenant tables: FORCE, policies to app, keys led by tenant_id. See docs/data-model.md.

create table plans (
  code text primary key check (length(code) between 1 and 40),
  name text not null check (length(name) between 1 and 80),
  features text[] not null default '{}'
);
grant select on plans to app;
insert into plans (code, name, features) values
  ('team', 'Team', '{inbox,templates,media,own_app}');

create table tenants (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  plan text not null default 'team' references plans (code),
  jurisdiction text not null default 'default' check (jurisdiction in ('default', 'eu', 'us')),
  agents_see_own_only boolean not null default false,
  created_at timestamptz not null default now()
);
alter table tenants enable row level security;
alter table tenants force row level security;
create policy tenant_only on tenants to app using (id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on tenants to app;

-- Rows that belong to no tenant (people, their e-mail) are sealed under this one's keys.
insert into tenants (id, name) values ('00000000-0000-7000-8000-000000000000', 'Platform');

create table encryption_keys (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  purpose text not null check (purpose in ('content', 'secret', 'index', 'dedup')),
  version integer not null check (version > 0),
  provider text not null check (provider in ('local', 'aws', 'azure')),
  wrapped bytea not null check (length(wrapped) between 16 and 4096),
  state text not null default 'active' check (state in ('active', 'open-only', 'destroyed')),
  created_at timestamptz not null default now(),
  rotated_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, purpose, version)
);
alter table encryption_keys enable row level security;
alter table encryption_keys force row level security;
create policy tenant_only on encryption_keys to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on encryption_keys to app;

-- No grants: reached only through the functions of 0002.
create table users (
  id uuid primary key,
  email_index bytea not null unique check (length(email_index) = 32),
  box bytea not null check (length(box) between 29 and 4096), -- e-mail and name
  password_hash text not null check (length(password_hash) between 20 and 300),
  created_at timestamptz not null default now()
);

create table memberships (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  user_id uuid not null references users (id),
  role text not null check (role in ('owner', 'admin', 'supervisor', 'agent', 'viewer')),
  active boolean not null default true,
  box bytea not null check (length(box) between 29 and 4096), -- name and e-mail, under the tenant's key
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, user_id)
);
create index memberships_user on memberships (user_id);
alter table memberships enable row level security;
alter table memberships force row level security;
create policy tenant_only on memberships to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on memberships to app;

-- No grants, as users.
create table sessions (
  id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  user_id uuid not null references users (id),
  tenant_id uuid not null,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create index sessions_user on sessions (user_id);

create table invitations (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  token_hash bytea not null unique check (length(token_hash) = 32),
  role text not null check (role in ('admin', 'supervisor', 'agent', 'viewer')),
  box bytea not null check (length(box) between 29 and 4096), -- e-mail
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, invited_by) references memberships (tenant_id, id)
);
alter table invitations enable row level security;
alter table invitations force row level security;
create policy tenant_only on invitations to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on invitations to app;

create table audit_log (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null default uuidv7(),
  at timestamptz not null default now(),
  member_id uuid, -- null: the system
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$' and length(action) <= 60),
  subject_id uuid,
  details jsonb not null default '{}' check (pg_column_size(details) <= 2000), -- ids and codes, never content
  primary key (tenant_id, id)
);
alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy tenant_only on audit_log to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert on audit_log to app;

create table idempotency_keys (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  key_hash bytea not null check (length(key_hash) = 32),
  request_hash bytea not null check (length(request_hash) = 32),
  ref_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key_hash)
);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy tenant_only on idempotency_keys to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, delete on idempotency_keys to app;

-- Ids only, no row-level security: how sweeps and claims find work without knowing the tenant.
create table work_due (
  tenant_id uuid not null references tenants (id),
  kind text not null check (kind in ('send', 'media', 'apply')),
  ref_id uuid not null,
  due_at timestamptz not null,
  lease_until timestamptz,
  primary key (tenant_id, kind, ref_id)
);
create index work_due_at on work_due (due_at);
grant select, insert, update, delete on work_due to app;
