-- How far an organization is with its first steps. What is there tells most of it; what was skipped, or said to be done, is kept:
-- {"team": {"as": "skipped", "at": "…"}, "all": …}. Who is there already needs no first steps.
alter table tenants
  add column onboarding jsonb not null default jsonb_build_object('all', jsonb_build_object('as', 'done', 'at', now()))
    check (jsonb_typeof(onboarding) = 'object' and length(onboarding::text) <= 2000);
alter table tenants alter column onboarding set default '{}';

-- What is there of a tenant: facts and an id, no content. The app asks as itself, under the policies; a door for the platform's
-- staff can ask the same.
create function onboarding_facts(wanted uuid)
returns table (has_channel boolean, has_colleague boolean, conversation_id uuid)
language sql stable set search_path = '' as $$
  select
    exists (select from public.channels c where c.tenant_id = wanted),
    exists (select from public.invitations i where i.tenant_id = wanted and i.revoked_at is null)
      or (select count(*) > 1 from public.memberships m where m.tenant_id = wanted and m.active),
    (select v.id from public.conversations v where v.tenant_id = wanted and v.window_closes_at is not null
      order by v.created_at, v.id limit 1)
$$;
revoke execute on function onboarding_facts from public;
grant execute on function onboarding_facts to app;
