-- Messages that are to be written later. They enter the outbox only when their time has come: a row waiting there would
-- hold up every later message to the same customer.
create table scheduled_messages (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  conversation_id uuid not null,
  contact_id uuid not null,
  member_id uuid not null, -- who wrote it
  client_message_id text not null check (length(client_message_id) between 8 and 64), -- of the message it becomes
  box bytea not null check (length(box) between 29 and 65536), -- the message as it was asked for, sealed for the contact
  send_at timestamptz not null,
  -- sending: taken up, and perhaps written already; held: not sent before somebody decides
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'held')),
  held_reason text check (held_reason in ('customer_wrote', 'window_closed', 'author_gone', 'refused')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, client_message_id),
  check ((state = 'held') = (held_reason is not null)),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create index scheduled_messages_conversation on scheduled_messages (tenant_id, conversation_id, send_at);
alter table scheduled_messages enable row level security;
alter table scheduled_messages force row level security;
create policy tenant_only on scheduled_messages to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy agents_own on scheduled_messages as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or exists (
    select from conversations c
    where c.tenant_id = scheduled_messages.tenant_id and c.id = scheduled_messages.conversation_id
  )
);
grant select, insert, update, delete on scheduled_messages to app;
