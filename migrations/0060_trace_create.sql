-- What became of each event of WhatsApp is read from the rows that it led to. Missing were only: how often one came
-- again, where an unrouted one was meant to go, and ways to find events by time.

-- An event that came again and changed nothing. Written when it does, not when it comes first.
create table repeated_events (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  event_key bytea not null check (length(event_key) in (16, 32)), -- a message's id, or the key of a status or channel event
  times integer not null check (times > 0),
  last_at timestamptz not null default now(),
  primary key (tenant_id, event_key)
);
alter table repeated_events enable row level security;
alter table repeated_events force row level security;
create policy tenant_only on repeated_events to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on repeated_events to app;

create index messages_time on messages (tenant_id, occurred_at desc, id desc);
create index message_events_time on message_events (tenant_id, at desc, event_key desc) where kind = 'status';
create index message_events_wamid on message_events (tenant_id, wamid_index) where wamid_index is not null;
drop index message_events_waiting_wamid; -- the one above finds these too
create index channel_events_time on channel_events (tenant_id, at desc, event_key desc);
create index channel_events_page on channel_events (tenant_id, channel_id, at desc, id desc);
drop index channel_events_newest;
create index parked_events_time on parked_events (tenant_id, parked_at desc, id desc);

alter table unrouted_events
  add phone_number_id text check (phone_number_id ~ '^\d{1,32}$'),
  add waba_id text check (waba_id ~ '^\d{1,32}$'),
  add replayed_at timestamptz;
create index unrouted_events_number on unrouted_events (phone_number_id, received_at desc);
create index unrouted_events_account on unrouted_events (waba_id, received_at desc) where phone_number_id is null;

-- Nobody's events that are now meant for a channel of the tenant, for its admins: the number and, where the event names
-- one, the account must be those of a connected channel. What another app signed tells only that it came: its box is
-- never given out, so that it can be neither read nor replayed.
create function find_unrouted(wanted uuid, from_at timestamptz, to_at timestamptz, wanted_limit integer)
returns table (id uuid, channel_id uuid, reason text, box bytea, received_at timestamptz, replayed_at timestamptz)
language sql stable security definer set search_path = '' as $$
  with own as (
    select c.id, c.phone_number_id, c.waba_id, c.created_at from public.channels c
    where c.tenant_id = current_setting('app.tenant_id')::uuid
      and current_setting('app.role') in ('owner', 'admin')
      and not (c.state = 'disconnected' and c.state_code is null)
  ), matching as (
    select u.*, c.id as own_channel from own c join public.unrouted_events u
      on u.phone_number_id = c.phone_number_id and (u.waba_id is null or u.waba_id = c.waba_id)
    union all
    select u.*, c.id from (select distinct on (waba_id) * from own order by waba_id, created_at) c
      join public.unrouted_events u on u.phone_number_id is null and u.waba_id = c.waba_id
  )
  select m.id, m.own_channel, m.reason, case when m.reason = 'unknown_number' then m.box end, m.received_at, m.replayed_at
  from matching m
  where (wanted is null or m.id = wanted) and m.received_at >= from_at and m.received_at <= to_at
  order by m.received_at desc, m.id desc limit least(greatest(wanted_limit, 0), 1000)
$$;

-- Notes that one of them was replayed. Nothing is returned if it is not the tenant's, or was replayed before.
create function finish_unrouted(wanted uuid) returns table (id uuid)
language sql security definer set search_path = '' as $$
  update public.unrouted_events u set replayed_at = now()
  from public.find_unrouted(wanted, '-infinity', 'infinity', 1) f
  where u.id = f.id and f.box is not null and u.replayed_at is null
  returning u.id
$$;

revoke execute on function find_unrouted(uuid, timestamptz, timestamptz, integer), finish_unrouted(uuid) from public;
grant execute on function find_unrouted(uuid, timestamptz, timestamptz, integer), finish_unrouted(uuid) to app;
