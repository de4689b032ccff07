-- Replies that are written once and used often: shared with the team, or a member's own.
create table canned_responses (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  owner_id uuid, -- null: everybody's
  box bytea not null check (length(box) between 29 and 32768), -- shortcut, text, buttons, ids of files; under the tenant's key
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_id) references memberships (tenant_id, id)
);
alter table canned_responses enable row level security;
alter table canned_responses force row level security;
create policy tenant_only on canned_responses to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy own_and_shared on canned_responses as restrictive to app using (
  current_setting('app.role') = 'machine'
  or owner_id is null
  or owner_id = nullif(current_setting('app.member_id'), '')::uuid
);
grant select, insert, update, delete on canned_responses to app;
