-- The audit log says through what its actor came, and is chained: each row gets a position and a hash over the hash before
-- it and the row itself (docs/decisions/0074). The app adds who did what to what; the database itself adds the rest.
alter table audit_log
  add column session_id uuid default nullif(current_setting('app.session_id', true), '')::uuid,
  add column token_id uuid default nullif(current_setting('app.token_id', true), '')::uuid,
  add column staff_id uuid default nullif(current_setting('app.staff_id', true), '')::uuid,
  add column request_id uuid default nullif(current_setting('app.request_id', true), '')::uuid,
  -- 192.0.2.0/24 or 2001:db8:1::/48, never a whole address
  add column network text default nullif(current_setting('app.network', true), '') check (length(network) between 4 and 50);
revoke insert on audit_log from app;
grant insert (member_id, action, subject_id, details) on audit_log to app;
-- Ids are UUIDv7, so the primary key is the order of time, and these are the lists of one actor, subject or action.
create index audit_log_member on audit_log (tenant_id, member_id, id);
create index audit_log_subject on audit_log (tenant_id, subject_id, id) where subject_id is not null;
create index audit_log_action on audit_log (tenant_id, action, id);

-- Which fields of a setting changed, from what to what, for the details of a row. Only those that are named.
create function changed_fields(before jsonb, after jsonb, variadic names text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('changes', coalesce(
    jsonb_object_agg(n, jsonb_build_array(before -> n, after -> n)) filter (where before -> n is distinct from after -> n),
    '{}'))
  from unnest(names) n
$$;

-- Rows that have no position yet. They commit in any order; here they wait for the one writer of their tenant's chain.
create table audit_unchained (
  tenant_id uuid not null references tenants (id),
  audit_id uuid not null,
  primary key (tenant_id, audit_id)
);
alter table audit_unchained enable row level security;
alter table audit_unchained force row level security;
create policy tenant_only on audit_unchained to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select on audit_unchained to app;

-- No foreign key to audit_log: the position of a row that was deleted stays, and that is how the deletion is found.
create table audit_chain (
  tenant_id uuid not null references tenants (id),
  seq bigint not null check (seq > 0),
  audit_id uuid not null,
  hash bytea not null check (length(hash) = 32),
  chained_at timestamptz not null default now(),
  primary key (tenant_id, seq),
  unique (tenant_id, audit_id)
);
alter table audit_chain enable row level security;
alter table audit_chain force row level security;
create policy tenant_only on audit_chain to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select on audit_chain to app;

create function note_unchained() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.audit_unchained (tenant_id, audit_id) select a.tenant_id, a.id from added a;
  return null;
end $$;
create trigger audit_log_unchained after insert on audit_log referencing new table as added
  for each statement execute function note_unchained();

-- The bytes of a row that its hash is over. Columns that are null are left out, so that one that is added later changes no
-- hash of before; the time counts microseconds, so that no setting of the session changes it.
create function audit_line(entry audit_log) returns bytea
language sql stable set search_path = '' as $$
  select convert_to((jsonb_strip_nulls(to_jsonb(entry) - 'details' - 'at') || jsonb_build_object(
    'at', (extract(epoch from entry.at) * 1000000)::bigint, 'details', entry.details::text))::text, 'UTF8')
$$;

-- Gives positions to a tenant's waiting rows, the oldest first. One at a time per tenant. Returns how many.
create function chain_audit(wanted uuid, at_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  last_seq bigint;
  last_hash bytea;
  entry public.audit_log;
  chained integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit chain ' || wanted, 0));
  select c.seq, c.hash into last_seq, last_hash from public.audit_chain c
    where c.tenant_id = wanted order by c.seq desc limit 1;
  last_seq := coalesce(last_seq, 0);
  last_hash := coalesce(last_hash, '');
  for entry in
    select a.* from public.audit_unchained u
      join public.audit_log a on a.tenant_id = u.tenant_id and a.id = u.audit_id
      where u.tenant_id = wanted order by a.at, a.id limit least(at_most, 5000)
  loop
    last_seq := last_seq + 1;
    last_hash := sha256(last_hash || public.audit_line(entry));
    insert into public.audit_chain (tenant_id, seq, audit_id, hash) values (wanted, last_seq, entry.id, last_hash);
    delete from public.audit_unchained u where u.tenant_id = wanted and u.audit_id = entry.id;
    chained := chained + 1;
  end loop;
  return chained;
end $$;

-- The same for every tenant that has waiting rows, at most so many rows together.
create function chain_waiting_audit(at_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  waiting uuid;
  chained integer := 0;
begin
  for waiting in select distinct u.tenant_id from public.audit_unchained u order by 1 loop
    exit when chained >= at_most;
    chained := chained + public.chain_audit(waiting, at_most - chained);
  end loop;
  return chained;
end $$;

-- The last position of every chain that grew lately, by tenant: what is signed each night.
create function audit_heads(after_tenant uuid, at_most integer, since timestamptz)
returns table (tenant_id uuid, seq bigint, hash bytea)
language sql stable security definer set search_path = '' as $$
  select t.id, head.seq, head.hash
  from public.tenants t cross join lateral (
    select c.seq, c.hash, c.chained_at from public.audit_chain c where c.tenant_id = t.id order by c.seq desc limit 1
  ) head
  where (after_tenant is null or t.id > after_tenant) and head.chained_at >= since
  order by t.id limit least(at_most, 1000)
$$;

revoke execute on function changed_fields, note_unchained, audit_line, chain_audit, chain_waiting_audit, audit_heads
  from public;
grant execute on function changed_fields, audit_line, chain_audit, chain_waiting_audit, audit_heads to app;

insert into audit_unchained (tenant_id, audit_id) select tenant_id, id from audit_log;
