-- Links that go to a person's own address and are good once: to choose a new password, and to confirm the address. No
-- grants, as users: reached through the functions below alone. And whether an address proved to be its person's.

alter table users add column verified_at timestamptz;

create table user_links (
  token_hash bytea primary key check (length(token_hash) = 32),
  user_id uuid not null references users (id) on delete cascade,
  purpose text not null check (purpose in ('reset', 'verify')),
  expires_at timestamptz not null
);
create index user_links_user on user_links (user_id);
create index user_links_over on user_links (expires_at);

-- The link and its e-mail, if the account is there; what is over goes.
create function mail_user_link(
  for_user uuid, for_purpose text, new_hash bytea, until timestamptz, email_id uuid, email_box bytea
) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.user_links l where l.expires_at <= now();
  insert into public.user_links (token_hash, user_id, purpose, expires_at)
  select new_hash, u.id, for_purpose, least(until, now() + interval '24 hours')
  from public.users u where u.id = for_user;
  if not found then return false; end if;
  perform public.queue_email(email_id, email_box, until);
  return true;
end $$;

-- Whose link it is, while it is good.
create function find_user_link(wanted_hash bytea, wanted_purpose text) returns table (user_id uuid, box bytea)
language sql stable security definer set search_path = '' as $$
  select u.id, u.box from public.user_links l join public.users u on u.id = l.user_id
  where l.token_hash = wanted_hash and l.purpose = wanted_purpose and l.expires_at > now()
$$;

-- Uses a link up, with all others of its purpose. The person's row is locked first: of two at once one succeeds.
create function use_user_link(wanted_hash bytea, wanted_purpose text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare whose uuid;
begin
  select l.user_id into whose from public.user_links l where l.token_hash = wanted_hash;
  perform from public.users u where u.id = whose for update;
  delete from public.user_links l
  where l.token_hash = wanted_hash and l.purpose = wanted_purpose and l.expires_at > now();
  if not found then return null; end if;
  delete from public.user_links l where l.user_id = whose and l.purpose = wanted_purpose;
  return whose;
end $$;

create function verify_user(wanted uuid) returns void
language sql security definer set search_path = '' as $$
  update public.users u set verified_at = now() where u.id = wanted and u.verified_at is null
$$;

-- Confirms the address of whoever has the link; null if it is not good.
create function verify_by_link(wanted_hash bytea) returns uuid
language plpgsql security definer set search_path = '' as $$
declare whose uuid := public.use_user_link(wanted_hash, 'verify');
begin
  perform public.verify_user(whose);
  return whose;
end $$;

create function is_verified(wanted uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.users u where u.id = wanted and u.verified_at is not null)
$$;

-- Another password, by a link (which proves the address too). Says so in the audit log of every team of the person.
create function reset_password(wanted_hash bytea, new_password_hash text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare whose uuid := public.use_user_link(wanted_hash, 'reset');
begin
  if whose is null then return null; end if;
  update public.users u
  set password_hash = new_password_hash, verified_at = coalesce(u.verified_at, now()) where u.id = whose;
  insert into public.audit_log (tenant_id, member_id, action, subject_id)
  select m.tenant_id, m.id, 'password.reset', m.id from public.memberships m where m.user_id = whose and m.active;
  return whose;
end $$;

create function user_password(wanted uuid) returns text
language sql stable security definer set search_path = '' as $$
  select u.password_hash from public.users u where u.id = wanted
$$;

-- Another hash in the place of the one that was read; false if somebody was faster. Of another password: links to choose
-- one are over then.
create function replace_password(
  for_user uuid, old_password_hash text, new_password_hash text, is_another boolean
) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.users u set password_hash = new_password_hash
  where u.id = for_user and u.password_hash = old_password_hash;
  if not found then return false; end if;
  delete from public.user_links l where is_another and l.user_id = for_user and l.purpose = 'reset';
  return true;
end $$;

-- An invitation has two tokens: who comes with the one that was mailed has the address.
alter table invitations add column mail_token_hash bytea unique check (length(mail_token_hash) = 32);

drop function find_invitation(bytea);
create function find_invitation(wanted_hash bytea) returns table (
  tenant_id uuid, id uuid, role text, box bytea, organization text, accepted boolean, by_mail boolean
)
language sql stable security definer set search_path = '' as $$
  select i.tenant_id, i.id, i.role, i.box, t.name, i.accepted_at is not null,
    i.mail_token_hash is not distinct from wanted_hash
  from public.invitations i join public.tenants t on t.id = i.tenant_id
  where (i.token_hash = wanted_hash or i.mail_token_hash = wanted_hash) and i.revoked_at is null and i.expires_at > now()
$$;

revoke execute on function mail_user_link, find_user_link, use_user_link, verify_user, verify_by_link, is_verified,
  reset_password, user_password, replace_password, find_invitation from public;
grant execute on function mail_user_link, find_user_link, verify_user, verify_by_link, is_verified, reset_password,
  user_password, replace_password, find_invitation to app;
