-- How a team works together: who may send, what customers see of it, teams, and who gets a conversation.
alter table tenants
  add column only_assignee_sends boolean not null default false,
  add column signature text not null default 'none' check (signature in ('none', 'first', 'full')),
  add column read_receipts boolean not null default false,
  add column customer_typing boolean not null default false,
  add column shared_drafts boolean not null default true,
  add column assignment text not null default 'manual' check (assignment in ('manual', 'round-robin', 'least-busy')),
  add column agent_capacity smallint not null default 20 check (agent_capacity between 1 and 500),
  add column away_minutes smallint not null default 0 check (away_minutes between 0 and 480); -- 0: never

alter table memberships
  add column capacity smallint check (capacity between 0 and 500), -- null: the tenant's for agents, none for others
  add column given_at timestamptz; -- when a conversation last came to them by itself

create table teams (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  id uuid not null,
  box bytea not null check (length(box) between 29 and 1024), -- name
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
alter table teams enable row level security;
alter table teams force row level security;
create policy tenant_only on teams to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on teams to app;

create table team_members (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  team_id uuid not null,
  member_id uuid not null,
  primary key (tenant_id, team_id, member_id),
  foreign key (tenant_id, team_id) references teams (tenant_id, id) on delete cascade,
  foreign key (tenant_id, member_id) references memberships (tenant_id, id)
);
alter table team_members enable row level security;
alter table team_members force row level security;
create policy tenant_only on team_members to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, delete on team_members to app;

alter table conversations
  add column team_id uuid,
  add constraint conversations_team_fkey foreign key (tenant_id, team_id) references teams (tenant_id, id)
    on delete set null (team_id);
create index conversations_team on conversations (tenant_id, team_id, closed, last_message_at desc, id desc)
  where team_id is not null;
