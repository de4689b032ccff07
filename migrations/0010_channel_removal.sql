-- A channel that nothing hangs on can be deleted, with what Meta said about it; so can its account after the last one.
alter table channel_events
  drop constraint channel_events_tenant_id_channel_id_fkey,
  add constraint channel_events_tenant_id_channel_id_fkey
    foreign key (tenant_id, channel_id) references channels (tenant_id, id) on delete cascade;
grant delete on accounts to app;

-- A channel that people removed is disconnected without a code of Meta's: nothing is received for it any more.
create or replace function find_channel(wanted_number text, wanted_waba text) returns table (
  tenant_id uuid, channel_id uuid, phone_number_id text, waba_id text, jurisdiction text, channel_key text
)
language sql stable security definer set search_path = '' as $$
  select c.tenant_id, c.id, c.phone_number_id, c.waba_id, t.jurisdiction, c.channel_key
  from public.channels c join public.tenants t on t.id = c.tenant_id
  where ((wanted_number is not null and c.phone_number_id = wanted_number)
      or (wanted_number is null and c.waba_id = wanted_waba))
    and not (c.state = 'disconnected' and c.state_code is null)
  order by c.created_at limit 1
$$;
