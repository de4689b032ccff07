-- Labels of a tenant, and what they stand on. `box` holds the name; `name_index` makes it unique without being read.
create table labels (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  name_index bytea not null check (length(name_index) = 32),
  box bytea not null check (length(box) between 29 and 1024),
  color text not null check (color in ('grey', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet', 'pink')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name_index)
);
alter table labels enable row level security;
alter table labels force row level security;
create policy tenant_only on labels to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on labels to app;

create table conversation_labels (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  conversation_id uuid not null,
  label_id uuid not null,
  member_id uuid, -- who put it there
  created_at timestamptz not null default now(),
  primary key (tenant_id, conversation_id, label_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, label_id) references labels (tenant_id, id) on delete cascade,
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create index conversation_labels_label on conversation_labels (tenant_id, label_id, conversation_id);
create index conversation_labels_member on conversation_labels (tenant_id, member_id, created_at desc);
alter table conversation_labels enable row level security;
alter table conversation_labels force row level security;
create policy tenant_only on conversation_labels to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy agents_own on conversation_labels as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or exists (
    select from conversations c
    where c.tenant_id = conversation_labels.tenant_id and c.id = conversation_labels.conversation_id
  )
);
grant select, insert, delete on conversation_labels to app;

create table contact_labels (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  contact_id uuid not null,
  label_id uuid not null,
  member_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, contact_id, label_id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade,
  foreign key (tenant_id, label_id) references labels (tenant_id, id) on delete cascade,
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
create index contact_labels_label on contact_labels (tenant_id, label_id, contact_id);
alter table contact_labels enable row level security;
alter table contact_labels force row level security;
create policy tenant_only on contact_labels to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, delete on contact_labels to app;
