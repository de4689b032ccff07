-- How far a tenant is with its first steps, for the platform's staff (docs/decisions/0078): what it noted, and what is there.

-- A list of tenants does not look at what is there of one that put all of it aside (`is_whole`: it is looked at in any case).
create function onboarding_told(wanted uuid, is_whole boolean) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('noted', t.onboarding, 'hasChannel', coalesce(f.has_channel, false),
    'hasColleague', coalesce(f.has_colleague, false), 'hasConversation', f.conversation_id is not null)
  from public.tenants t left join lateral (
    select * from public.onboarding_facts(t.id) where is_whole or not t.onboarding ? 'all'
  ) f on true
  where t.id = wanted
$$;

-- The newest first; by a part of the name, or by id.
drop function staff_tenants;
create function staff_tenants(door bytea, words text, wanted_state text, before uuid, at_most integer) returns table (
  id uuid, name text, plan text, jurisdiction text, state text, state_reason text, state_changed_at timestamptz,
  created_at timestamptz, members bigint, channels bigint, last_used_at timestamptz, onboarding jsonb
)
language sql security definer set search_path = '' as $$
  select public.staff_note(door, 'platform.read', null, '{"what": "tenants"}', '{}');
  select t.id, t.name, t.plan, t.jurisdiction, t.state, t.state_reason, t.state_changed_at, t.created_at, m.members,
    (select count(*) from public.channels c where c.tenant_id = t.id), m.last_used_at,
    public.onboarding_told(t.id, false)
  from public.tenants t cross join lateral (
    select count(*) filter (where m.active) as members, max(m.last_used_at) as last_used_at
    from public.memberships m where m.tenant_id = t.id
  ) m
  where t.id <> '00000000-0000-7000-8000-000000000000' and (before is null or t.id < before)
    and (wanted_state is null or t.state = wanted_state)
    and (words is null or strpos(lower(t.name), lower(words)) > 0 or t.id::text = lower(words))
  order by t.id desc limit least(greatest(at_most, 0), 101)
$$;

-- One tenant in counts, for who said why. Null without a reason.
create or replace function staff_tenant(door bytea, wanted uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if public.staff_visit(door, wanted) is null then return null; end if;
  perform public.staff_note(door, 'platform.read', wanted, '{"what": "tenant"}', array[wanted]);
  return (select jsonb_build_object(
    'id', t.id, 'name', t.name, 'plan', t.plan, 'jurisdiction', t.jurisdiction, 'state', t.state,
    'stateReason', t.state_reason, 'stateChangedAt', t.state_changed_at, 'createdAt', t.created_at,
    'onboarding', public.onboarding_told(t.id, true),
    'members', (select coalesce(jsonb_object_agg(r.role, r.members), '{}') from (
      select m.role, count(*) as members from public.memberships m where m.tenant_id = t.id and m.active group by 1) r),
    'channels', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'phoneNumberId', c.phone_number_id,
      'wabaId', c.waba_id, 'state', c.state, 'stateCode', c.state_code, 'lastWebhookAt', c.last_webhook_at)
      order by c.created_at), '[]') from public.channels c where c.tenant_id = t.id),
    'contacts', (select count(*) from public.contacts c where c.tenant_id = t.id),
    'conversations', (select count(*) from public.conversations c where c.tenant_id = t.id),
    'openConversations', (select count(*) from public.conversations c where c.tenant_id = t.id and not c.closed),
    'messages30d', (select count(*) from public.messages m where m.tenant_id = t.id and m.direction <> 'internal'
      and m.occurred_at >= now() - interval '30 days'),
    'files', (select count(*) from public.media f where f.tenant_id = t.id and f.state = 'stored'),
    'fileBytes', (select coalesce(sum(f.bytes), 0) from public.media f where f.tenant_id = t.id and f.state = 'stored'),
    'parkedEvents', (select count(*) from public.parked_events p where p.tenant_id = t.id and p.replayed_at is null),
    'lateWork', (select count(*) from public.work_due w
      where w.tenant_id = t.id and w.due_at < now() - interval '5 minutes'))
    from public.tenants t where t.id = wanted);
end $$;

revoke execute on function onboarding_told, staff_tenants from public;
grant execute on function staff_tenants to app;
