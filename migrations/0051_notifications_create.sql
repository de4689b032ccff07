-- What a member is told of. Ids only: whatever it says stands in the conversation.
create table notifications (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null default uuidv7(),
  member_id uuid not null,
  kind text not null check (kind in ('mention', 'assigned', 'message', 'unassigned', 'window', 'failed')),
  conversation_id uuid not null,
  message_id uuid,
  ref_id uuid not null, -- one row for each: the message of a mention or failure, else the conversation
  at timestamptz not null default now(),
  read_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, member_id, kind, ref_id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index notifications_newest on notifications (tenant_id, member_id, at desc, id desc);
create index notifications_conversation on notifications (tenant_id, conversation_id, member_id);
create index notifications_unread on notifications (tenant_id, member_id, kind) where read_at is null;
alter table notifications enable row level security;
alter table notifications force row level security;
create policy tenant_only on notifications to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy own on notifications as restrictive for select to app using (
  current_setting('app.role') = 'machine' or member_id = nullif(current_setting('app.member_id'), '')::uuid
);
create policy agents_own on notifications as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or exists (
    select from conversations c where c.tenant_id = notifications.tenant_id and c.id = notifications.conversation_id
  )
);
grant select, insert, update on notifications to app;

-- How a member wants to be told. Without a row: what roles usually want.
create table notification_settings (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  member_id uuid not null,
  muted text[] not null check (muted <@ array['mention', 'assigned', 'message', 'unassigned', 'window', 'failed']),
  pushed text[] not null check (pushed <@ array['mention', 'assigned', 'message', 'unassigned', 'window', 'failed']),
  sound boolean not null default false,
  detail text not null default 'none' check (detail in ('none', 'name', 'text')), -- what a push says of a customer
  quiet_from smallint check (quiet_from between 0 and 1439), -- minutes of the day; null: no quiet hours
  quiet_to smallint check (quiet_to between 0 and 1439),
  zone text not null default 'UTC' check (length(zone) between 1 and 64),
  primary key (tenant_id, member_id),
  check ((quiet_from is null) = (quiet_to is null)),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
alter table notification_settings enable row level security;
alter table notification_settings force row level security;
create policy tenant_only on notification_settings to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy own on notification_settings as restrictive for select to app using (
  current_setting('app.role') = 'machine' or member_id = nullif(current_setting('app.member_id'), '')::uuid
);
grant select, insert, update on notification_settings to app;

-- Browsers that a member is told in while no window is open.
create table push_subscriptions (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  member_id uuid not null,
  endpoint_index bytea not null check (length(endpoint_index) = 32),
  box bytea not null check (length(box) between 29 and 4096), -- endpoint and keys
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, endpoint_index),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create index push_subscriptions_member on push_subscriptions (tenant_id, member_id);
alter table push_subscriptions enable row level security;
alter table push_subscriptions force row level security;
create policy tenant_only on push_subscriptions to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy own on push_subscriptions as restrictive for select to app using (
  current_setting('app.role') = 'machine' or member_id = nullif(current_setting('app.member_id'), '')::uuid
);
grant select, insert, update, delete on push_subscriptions to app;

create index team_members_member on team_members (tenant_id, member_id);
