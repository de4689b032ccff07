-- What a member has written in a conversation and not sent; it follows them from device to device.
create table drafts (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  member_id uuid not null,
  conversation_id uuid not null,
  box bytea not null check (length(box) between 29 and 65536), -- reply, note, buttons; sealed for the contact
  updated_at timestamptz not null,
  primary key (tenant_id, member_id, conversation_id),
  foreign key (tenant_id, member_id) references memberships (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index drafts_conversation on drafts (tenant_id, conversation_id);
alter table drafts enable row level security;
alter table drafts force row level security;
create policy tenant_only on drafts to app using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy own_and_seen on drafts as restrictive to app using (
  current_setting('app.role') = 'machine'
  or (
    member_id = nullif(current_setting('app.member_id'), '')::uuid
    and exists (
      select from conversations c
      where c.tenant_id = drafts.tenant_id and c.id = drafts.conversation_id
    )
  )
);
grant select, insert, update, delete on drafts to app;
