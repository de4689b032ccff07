-- Channels, customers, conversations and messages. `box` is a sealed value (docs/decisions/0001): the private fields of
-- the row as one JSON. `*_index` is a blind index: HMAC-SHA-256 of the normalised value under the tenant's index key.

-- A WhatsApp Business account belongs to one tenant.
create table accounts (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  waba_id text not null unique check (waba_id ~ '^\d{1,32}$'),
  portfolio_id text not null check (length(portfolio_id) between 1 and 40),
  created_at timestamptz not null default now(),
  primary key (tenant_id, waba_id)
);
alter table accounts enable row level security;
alter table accounts force row level security;
create policy tenant_only on accounts to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on accounts to app;

create table channels (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 80),
  phone_number_id text not null unique check (phone_number_id ~ '^\d{1,32}$'),
  waba_id text not null,
  portfolio_id text not null check (length(portfolio_id) between 1 and 40),
  display_phone_number text not null check (length(display_phone_number) between 5 and 32),
  verified_name text check (length(verified_name) <= 512),
  secret_box bytea not null check (length(secret_box) between 29 and 8192), -- access token, app secret
  channel_key text unique check (length(channel_key) between 16 and 64), -- part of the own app's webhook address
  intake_secret bytea check (length(intake_secret) <= 1024), -- the own app's secret, under INTAKE_KEYS
  verify_token text check (length(verify_token) between 16 and 64),
  per_second_max integer not null default 80 check (per_second_max in (20, 80, 1000)),
  state text not null default 'active' check (state in ('active', 'paused', 'disconnected')),
  state_code integer, -- Meta's error code behind the state
  paused_until timestamptz,
  quality_rating text check (length(quality_rating) <= 40),
  throughput text check (length(throughput) <= 40),
  messaging_limit text check (length(messaging_limit) <= 40),
  token_notice text check (length(token_notice) <= 300),
  last_webhook_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, waba_id) references accounts (tenant_id, waba_id)
);
create index channels_waba on channels (waba_id);
alter table channels enable row level security;
alter table channels force row level security;
create policy tenant_only on channels to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on channels to app;

create table templates (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  waba_id text not null,
  meta_id text not null check (length(meta_id) between 1 and 40),
  name text not null check (length(name) between 1 and 512),
  language text not null check (length(language) between 2 and 15),
  category text not null check (length(category) <= 40),
  status text not null check (length(status) <= 40),
  parameter_format text not null default 'POSITIONAL' check (parameter_format in ('POSITIONAL', 'NAMED')),
  components jsonb not null check (pg_column_size(components) <= 64000),
  synced_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, waba_id, name, language),
  foreign key (tenant_id, waba_id) references accounts (tenant_id, waba_id)
);
alter table templates enable row level security;
alter table templates force row level security;
create policy tenant_only on templates to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on templates to app;

create table contacts (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  salt bytea not null check (length(salt) = 32), -- destroying it destroys the contact's key
  box bytea not null check (length(box) between 29 and 16384), -- name, phone, username, user id
  opted_out_at timestamptz,
  unreachable_code integer, -- Meta's error code that says this customer cannot be reached
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
alter table contacts enable row level security;
alter table contacts force row level security;
create policy tenant_only on contacts to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on contacts to app;

-- Who a customer is and was. Only current rows match; the past is history.
create table contact_identities (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  contact_id uuid not null,
  portfolio_id text not null check (length(portfolio_id) between 1 and 40),
  kind text not null check (kind in ('phone', 'user_id', 'username')),
  value_index bytea not null check (length(value_index) = 32),
  index_version integer not null,
  box bytea not null check (length(box) between 29 and 2048),
  current boolean not null default true,
  note text check (note in ('number_changed', 'user_id_changed', 'conflict', 'recycled')),
  seen_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
create unique index contact_identities_current on contact_identities (tenant_id, portfolio_id, kind, value_index)
  where current;
create index contact_identities_value on contact_identities (tenant_id, value_index);
create index contact_identities_contact on contact_identities (tenant_id, contact_id, seen_at desc);
alter table contact_identities enable row level security;
alter table contact_identities force row level security;
create policy tenant_only on contact_identities to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on contact_identities to app;

create table conversations (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  channel_id uuid not null,
  contact_id uuid not null,
  status text not null default 'open' check (status in ('open', 'snoozed', 'closed')),
  closed boolean not null generated always as (status = 'closed') stored,
  assignee_id uuid,
  unread_count integer not null default 0 check (unread_count >= 0),
  window_closes_at timestamptz, -- null: the customer has never written to us
  waiting_since timestamptz, -- the oldest message of the customer that nobody answered
  last_message_at timestamptz not null,
  last_message_id uuid,
  card bytea not null check (length(card) between 29 and 4096), -- name and preview: the list needs no join
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, channel_id, contact_id),
  foreign key (tenant_id, channel_id) references channels (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, assignee_id) references memberships (tenant_id, id)
) with (fillfactor = 85);
create index conversations_newest on conversations (tenant_id, closed, last_message_at desc, id desc);
create index conversations_waiting on conversations (tenant_id, closed, waiting_since, id);
create index conversations_window on conversations (tenant_id, closed, window_closes_at, id);
create index conversations_assignee on conversations (tenant_id, assignee_id, closed, last_message_at desc, id desc);
create index conversations_contact on conversations (tenant_id, contact_id);
alter table conversations enable row level security;
alter table conversations force row level security;
create policy tenant_only on conversations to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy agents_own on conversations as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or assignee_id is null
  or assignee_id = nullif(current_setting('app.member_id'), '')::uuid
);
grant select, insert, update on conversations to app;

create table conversation_episodes (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null default uuidv7(),
  conversation_id uuid not null,
  opened_at timestamptz not null,
  opened_by text not null check (opened_by in ('customer', 'member')),
  first_reply_at timestamptz,
  first_reply_by uuid,
  closed_at timestamptz,
  closed_by uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, first_reply_by) references memberships (tenant_id, id),
  foreign key (tenant_id, closed_by) references memberships (tenant_id, id)
);
create unique index conversation_episodes_open on conversation_episodes (tenant_id, conversation_id)
  where closed_at is null;
create index conversation_episodes_conversation on conversation_episodes (tenant_id, conversation_id, opened_at desc);
alter table conversation_episodes enable row level security;
alter table conversation_episodes force row level security;
create policy tenant_only on conversation_episodes to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on conversation_episodes to app;

create table messages (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  conversation_id uuid, -- null: a bulk message that nobody has answered yet
  channel_id uuid not null,
  contact_id uuid not null,
  direction text not null check (direction in ('inbound', 'outbound', 'internal')),
  type text not null check (length(type) between 1 and 20),
  box bytea not null check (length(box) >= 29), -- the whole content, and the wamid of an inbound one
  wamid_index bytea check (length(wamid_index) = 32), -- inbound messages and echoes; attempts carry their own
  reply_to_id uuid, -- what it quotes, or the message that a reaction, edit or revocation changes
  reply_to_index bytea check (length(reply_to_index) = 32), -- the same by wamid, until its message arrives
  author_kind text not null check (author_kind in ('customer', 'member', 'business-app', 'system')),
  author_member_id uuid,
  client_message_id text check (length(client_message_id) between 8 and 64),
  media_id uuid,
  status text not null check (status in
    ('queued', 'sending', 'unconfirmed', 'sent', 'delivered', 'read', 'played', 'failed', 'cancelled', 'received')),
  failure_code integer,
  price_category text check (length(price_category) <= 40),
  lane smallint not null default 0 check (lane in (0, 1)), -- 0: agents, 1: bulk
  due_at timestamptz, -- not sent before this
  attempt_id uuid, -- the newest attempt
  attempt_count smallint not null default 0,
  occurred_at timestamptz not null,
  seq bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, client_message_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, channel_id) references channels (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, author_member_id) references memberships (tenant_id, id)
) with (autovacuum_vacuum_scale_factor = 0.02);
create index messages_thread on messages (tenant_id, conversation_id, occurred_at desc, seq desc);
create index messages_outbox on messages (tenant_id, channel_id, lane, seq) where status in ('queued', 'sending');
create index messages_wamid on messages (tenant_id, wamid_index) where wamid_index is not null;
create index messages_reply_to on messages (tenant_id, reply_to_id) where reply_to_id is not null;
create index messages_reply_pending on messages (tenant_id, reply_to_index)
  where reply_to_id is null and reply_to_index is not null;
alter table messages enable row level security;
alter table messages force row level security;
create policy tenant_only on messages to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy agents_own on messages as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or exists (
    select from conversations c
    where c.tenant_id = messages.tenant_id and c.id = messages.conversation_id
  )
);
grant select, insert, update on messages to app;

create table message_attempts (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  message_id uuid not null,
  channel_id uuid not null,
  claimed_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome text check (outcome in ('sent', 'failed', 'retry', 'unconfirmed')),
  error_code integer,
  box bytea check (length(box) between 29 and 8192), -- wamid and what Graph said
  wamid_index bytea check (length(wamid_index) = 32),
  primary key (tenant_id, id),
  foreign key (tenant_id, message_id) references messages (tenant_id, id),
  foreign key (tenant_id, channel_id) references channels (tenant_id, id)
);
create index message_attempts_message on message_attempts (tenant_id, message_id, claimed_at);
create index message_attempts_wamid on message_attempts (tenant_id, wamid_index) where wamid_index is not null;
create index message_attempts_open on message_attempts (tenant_id, channel_id) where outcome is null;
alter table message_attempts enable row level security;
alter table message_attempts force row level security;
create policy tenant_only on message_attempts to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on message_attempts to app;

-- The ledger. A status that comes before its message waits here with message_id null.
create table message_events (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  event_key bytea not null check (length(event_key) = 32),
  message_id uuid,
  attempt_id uuid,
  wamid_index bytea check (length(wamid_index) = 32),
  kind text not null check (kind in ('accepted', 'attempted', 'answered', 'status', 'retried')),
  status text check (length(status) <= 40),
  error_code integer,
  pricing jsonb check (pg_column_size(pricing) <= 1000),
  member_id uuid,
  at timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, event_key)
) with (autovacuum_vacuum_scale_factor = 0.02);
create index message_events_message on message_events (tenant_id, message_id, at) where message_id is not null;
create index message_events_waiting_wamid on message_events (tenant_id, wamid_index) where message_id is null;
alter table message_events enable row level security;
alter table message_events force row level security;
create policy tenant_only on message_events to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on message_events to app;

create table media (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  channel_id uuid not null,
  message_id uuid, -- null: uploaded, not sent yet
  contact_id uuid,
  kind text not null check (kind in ('image', 'video', 'audio', 'document', 'sticker')),
  state text not null default 'pending' check (state in ('pending', 'stored', 'failed')),
  mime_type text check (length(mime_type) <= 120),
  bytes bigint check (bytes between 0 and 110000000),
  box bytea not null check (length(box) between 29 and 4096), -- file name, WhatsApp's id, sha256
  failure text check (failure in ('expired', 'too_large', 'checksum', 'refused', 'unavailable')),
  attempts integer not null default 0,
  retry_until timestamptz,
  uploaded_by uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, channel_id) references channels (tenant_id, id),
  foreign key (tenant_id, uploaded_by) references memberships (tenant_id, id)
);
create index media_message on media (tenant_id, message_id) where message_id is not null;
alter table media enable row level security;
alter table media force row level security;
create policy tenant_only on media to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy agents_own on media as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or message_id is null
  or exists (select from messages m where m.tenant_id = media.tenant_id and m.id = media.message_id)
);
grant select, insert, update on media to app;

create table channel_events (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  event_key bytea not null check (length(event_key) = 32),
  id uuid not null default uuidv7(),
  channel_id uuid not null,
  field text not null check (length(field) between 1 and 80),
  box bytea not null check (length(box) >= 29), -- what Meta said, whole
  at timestamptz not null,
  primary key (tenant_id, event_key),
  foreign key (tenant_id, channel_id) references channels (tenant_id, id)
);
create index channel_events_newest on channel_events (tenant_id, channel_id, at desc);
alter table channel_events enable row level security;
alter table channel_events force row level security;
create policy tenant_only on channel_events to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert on channel_events to app;

-- An event that could not be applied, with its reason; it can be replayed.
create table parked_events (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  channel_id uuid,
  kind text not null check (length(kind) <= 40),
  reason text not null check (length(reason) <= 200), -- error class, SQLSTATE and constraint, never content
  box bytea not null check (length(box) >= 29), -- under INTAKE_KEYS
  parked_at timestamptz not null default now(),
  replayed_at timestamptz,
  primary key (tenant_id, id)
);
alter table parked_events enable row level security;
alter table parked_events force row level security;
create policy tenant_only on parked_events to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on parked_events to app;

-- Nobody's number: kept 30 days. No tenant, so no row-level security; the app may only add.
create table unrouted_events (
  id uuid primary key,
  reason text not null check (reason in ('unknown_number', 'foreign_signature', 'no_number', 'not_understood')),
  box bytea not null check (length(box) >= 29), -- under INTAKE_KEYS
  received_at timestamptz not null default now()
);
create index unrouted_events_received on unrouted_events (received_at);
grant insert on unrouted_events to app;

-- Queued < sending < unconfirmed < sent < failed < delivered < read < played: a delivery proof beats a failure.
create function status_rank(status text) returns integer
language sql immutable parallel safe as $$
  select case status
    when 'queued' then 10 when 'sending' then 20 when 'unconfirmed' then 30 when 'sent' then 40 when 'failed' then 45
    when 'delivered' then 50 when 'read' then 60 when 'played' then 70 when 'cancelled' then 80 else 90
  end
$$;

create function find_channel(wanted_number text, wanted_waba text) returns table (
  tenant_id uuid, channel_id uuid, phone_number_id text, waba_id text, jurisdiction text, channel_key text
)
language sql stable security definer set search_path = '' as $$
  select c.tenant_id, c.id, c.phone_number_id, c.waba_id, t.jurisdiction, c.channel_key
  from public.channels c join public.tenants t on t.id = c.tenant_id
  where (wanted_number is not null and c.phone_number_id = wanted_number)
    or (wanted_number is null and c.waba_id = wanted_waba)
  order by c.created_at limit 1
$$;

create function find_own_app(wanted_key text) returns table (
  phone_number_id text, waba_id text, intake_secret bytea, verify_token text
)
language sql stable security definer set search_path = '' as $$
  select c.phone_number_id, c.waba_id, c.intake_secret, c.verify_token
  from public.channels c where c.channel_key = wanted_key
$$;

create function purge_unrouted() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (
    delete from public.unrouted_events where received_at < now() - interval '30 days' returning 1
  ) select count(*) from gone
$$;

revoke execute on all functions in schema public from public;
grant execute on all functions in schema public to app;
