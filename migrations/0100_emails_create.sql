-- E-mails that have to go out: written with what they are about, sent by a queue and a sweep. No grants, as users:
-- reached through the functions below alone. The box (address and values, links among them) goes with the sending.
create table emails (
  id uuid primary key,
  box bytea check (length(box) between 29 and 8192),
  attempts smallint not null default 0,
  due_at timestamptz default now(), -- null: settled
  expires_at timestamptz not null, -- its link is worthless afterwards
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  check ((box is null) = (due_at is null))
);
create index emails_due on emails (due_at) where due_at is not null;
create index emails_settled on emails (created_at) where due_at is null;

create function queue_email(new_id uuid, new_box bytea, until timestamptz) returns void
language sql security definer set search_path = '' as $$
  insert into public.emails (id, box, expires_at)
  values (new_id, new_box, least(until, now() + interval '30 days')) on conflict (id) do nothing
$$;

-- The one that is wanted, or those that are due. Whoever gets one has two minutes for it.
create function claim_emails(wanted uuid, at_most integer) returns table (id uuid, box bytea, attempts smallint)
language sql security definer set search_path = '' as $$
  update public.emails e set attempts = e.attempts + 1, due_at = now() + interval '2 minutes'
  from (
    select d.id from public.emails d
    where d.due_at <= now() and d.expires_at > now() and (wanted is null or d.id = wanted)
    order by d.due_at limit least(at_most, 100) for update skip locked
  ) due
  where e.id = due.id
  returning e.id, e.box, e.attempts
$$;

-- Sent; or tried again later; or, without a time, given up.
create function settle_email(wanted uuid, is_sent boolean, again_at timestamptz) returns void
language sql security definer set search_path = '' as $$
  update public.emails e
  set sent_at = case when is_sent then now() end,
    box = case when is_sent or again_at is null then null else e.box end,
    due_at = case when is_sent then null else again_at end
  where e.id = wanted and e.due_at is not null
$$;

-- What expired unsent is emptied; what was settled a month ago goes. Returns how many expired unsent.
create function purge_emails() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (
    delete from public.emails e where e.due_at is null and e.created_at < now() - interval '30 days'
  ), emptied as (
    update public.emails e set box = null, due_at = null where e.due_at is not null and e.expires_at <= now() returning 1
  )
  select count(*) from emptied
$$;

revoke execute on function queue_email, claim_emails, settle_email, purge_emails from public;
grant execute on function queue_email, claim_emails, settle_email, purge_emails to app;
