-- What a team keeps of a customer: what they want of marketing, whether they are blocked, whom they were merged into,
-- and when they are to be erased. An erased row stays without its salt and its box: nothing of the person opens, and a
-- restored copy is erased again by it.
alter table contacts
  alter column salt drop not null,
  alter column box drop not null,
  add column email_index bytea check (length(email_index) = 32),
  add column email_index_version integer,
  add column country text check (country ~ '^[A-Z]{2}$'), -- of the number or the user id: a code, no person
  add column granted_at timestamptz, -- opted_out_at stands beside it: at most one of both is set
  add column consent_source text check (consent_source in
    ('whatsapp', 'agent', 'form', 'phone', 'in_person', 'import', 'other')),
  add column blocked_at timestamptz,
  add column merged_into uuid, -- the survivor; merged people of a merged person point at the last survivor
  add column removed_at timestamptz, -- erased a moment later, until then it can be undone
  add column erased_at timestamptz,
  add column changed_at timestamptz not null default now(), -- the list's order
  add check (opted_out_at is null or granted_at is null),
  add check (merged_into <> id),
  add check ((erased_at is null) = (salt is not null) and (salt is null) = (box is null)),
  add foreign key (tenant_id, merged_into) references contacts (tenant_id, id);
create index contacts_newest on contacts (tenant_id, changed_at desc, id desc);
create index contacts_country on contacts (tenant_id, country, changed_at desc, id desc);
create index contacts_email on contacts (tenant_id, email_index) where email_index is not null;
create index contacts_merged on contacts (tenant_id, merged_into) where merged_into is not null;

-- The past that goes with an erased person. What hangs on conversations and messages goes with them.
grant delete on contact_identities, conversations, messages, message_events, media to app;
alter table conversation_episodes
  drop constraint conversation_episodes_tenant_id_conversation_id_fkey,
  add constraint conversation_episodes_tenant_id_conversation_id_fkey
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade;
alter table messages
  drop constraint messages_tenant_id_conversation_id_fkey,
  add constraint messages_tenant_id_conversation_id_fkey
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade;
alter table message_attempts
  drop constraint message_attempts_tenant_id_message_id_fkey,
  add constraint message_attempts_tenant_id_message_id_fkey
    foreign key (tenant_id, message_id) references messages (tenant_id, id) on delete cascade;
create index messages_unanswered on messages (tenant_id, contact_id) where conversation_id is null;

-- Who was merged into whom, by whom; undone_at ends it.
create table contact_merges (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  survivor_id uuid not null,
  merged_id uuid not null check (merged_id <> survivor_id),
  box bytea check (length(box) between 29 and 2048), -- the name that a person gave the survivor before; null: none
  member_id uuid not null,
  merged_at timestamptz not null default now(),
  undone_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, survivor_id) references contacts (tenant_id, id),
  foreign key (tenant_id, merged_id) references contacts (tenant_id, id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create unique index contact_merges_now on contact_merges (tenant_id, merged_id) where undone_at is null;
create index contact_merges_survivor on contact_merges (tenant_id, survivor_id, merged_at desc);
alter table contact_merges enable row level security;
alter table contact_merges force row level security;
create policy tenant_only on contact_merges to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on contact_merges to app;

create table contact_notes (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  contact_id uuid not null,
  box bytea not null check (length(box) between 29 and 32768), -- the text
  member_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create index contact_notes_contact on contact_notes (tenant_id, contact_id, created_at desc);
alter table contact_notes enable row level security;
alter table contact_notes force row level security;
create policy tenant_only on contact_notes to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, delete on contact_notes to app;

-- What a tenant wants to know of its customers.
create table attributes (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  kind text not null check (kind in ('text', 'number', 'date', 'list', 'checkbox', 'link')),
  key_index bytea not null check (length(key_index) = 32), -- one attribute a key
  box bytea not null check (length(box) between 29 and 16384), -- name, key, options of a list
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, key_index)
);
alter table attributes enable row level security;
alter table attributes force row level security;
create policy tenant_only on attributes to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on attributes to app;

create table contact_attributes (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  contact_id uuid not null,
  attribute_id uuid not null,
  value_index bytea not null check (length(value_index) = 32),
  index_version integer not null,
  box bytea not null check (length(box) between 29 and 8192), -- the value
  primary key (tenant_id, id),
  unique (tenant_id, contact_id, attribute_id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, attribute_id) references attributes (tenant_id, id) on delete cascade
);
create index contact_attributes_value on contact_attributes (tenant_id, attribute_id, value_index);
alter table contact_attributes enable row level security;
alter table contact_attributes force row level security;
create policy tenant_only on contact_attributes to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on contact_attributes to app;

-- A named choice of customers. Its filters may hold attributes' values: sealed.
create table segments (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  box bytea not null check (length(box) between 29 and 32768), -- name, filters
  member_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
alter table segments enable row level security;
alter table segments force row level security;
create policy tenant_only on segments to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on segments to app;
