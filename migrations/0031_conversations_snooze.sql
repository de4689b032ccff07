-- Priorities, and until when a conversation is out of sight: null while snoozed means until the customer writes.
alter table conversations
  add column priority smallint not null default 0 check (priority between 0 and 4),
  add column snoozed_until timestamptz,
  add constraint conversations_snoozed check (snoozed_until is null or status = 'snoozed');
create index conversations_priority on conversations (tenant_id, closed, priority desc, last_message_at desc, id desc);
create index conversations_status on conversations (tenant_id, status, last_message_at desc, id desc);
-- An undone reopening takes its episode back.
grant delete on conversation_episodes to app;

-- What a change of many conversations changed, so that it can be undone within a minute: ids, codes and times.
create table bulk_changes (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  member_id uuid not null,
  changes jsonb not null check (pg_column_size(changes) <= 200000),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create index bulk_changes_member on bulk_changes (tenant_id, member_id, created_at);
alter table bulk_changes enable row level security;
alter table bulk_changes force row level security;
create policy tenant_only on bulk_changes to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, delete on bulk_changes to app;
