-- When a tenant is open, and what customers are told by themselves. Without a row: open at any time, and nothing is said.
create table business_hours (
  tenant_id uuid primary key default current_setting('app.tenant_id')::uuid references tenants (id),
  box bytea not null check (length(box) between 29 and 65536), -- zone, week, holidays, texts
  answers boolean not null, -- a greeting or an away message is on: messages of customers lead to work
  changed_at timestamptz not null default now()
);
alter table business_hours enable row level security;
alter table business_hours force row level security;
create policy tenant_only on business_hours to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on business_hours to app;
