-- Saved views of the list: a member's own, or shared with the team. `box` holds the name; filters are ids and codes.
create table views (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  member_id uuid not null,
  shared boolean not null default false,
  box bytea not null check (length(box) between 29 and 1024),
  filters jsonb not null check (pg_column_size(filters) <= 1000),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create index views_newest on views (tenant_id, created_at, id);
alter table views enable row level security;
alter table views force row level security;
create policy tenant_only on views to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy own_or_shared on views as restrictive to app using (
  shared or member_id = nullif(current_setting('app.member_id'), '')::uuid
);
grant select, insert, update, delete on views to app;
