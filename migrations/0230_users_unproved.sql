-- Whoever made an account may not be whose address it is. Once its address is proved by somebody who did not have to know its
-- password, what was set up before counts for nothing: factors, API tokens, browsers that are told.
create function forget_unproved(for_user uuid) returns void
language sql security definer set search_path = '' as $$
  with passkeys as (
    delete from public.user_passkeys k where k.user_id = for_user returning k.id
  ), totps as (
    delete from public.user_totps f where f.user_id = for_user returning f.confirmed_at
  ), tokens as (
    update public.api_tokens k set revoked_at = now() from public.memberships m
    where m.user_id = for_user and k.tenant_id = m.tenant_id and k.member_id = m.id and k.revoked_at is null
    returning k.tenant_id, k.member_id, k.id
  ), untold as (
    delete from public.push_subscriptions p using public.memberships m
    where m.user_id = for_user and p.tenant_id = m.tenant_id and p.member_id = m.id
  )
  insert into public.audit_log (tenant_id, member_id, action, subject_id, details)
  select m.tenant_id, m.id, 'factor.removed', coalesce(gone.id, m.id), jsonb_build_object('kind', gone.kind)
  from public.memberships m, (
    select p.id, 'passkey' from passkeys p
    union all select null, 'authenticator' from totps f where f.confirmed_at is not null
  ) gone (id, kind)
  where m.user_id = for_user and m.active
  union all select t.tenant_id, t.member_id, 'api_token.revoked', t.id, '{}' from tokens t
$$;
revoke execute on function forget_unproved from public;

create or replace function reset_password(wanted_hash bytea, new_password_hash text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  whose uuid := public.use_user_link(wanted_hash, 'reset');
  was_unproved boolean;
begin
  if whose is null then return null; end if;
  update public.users u
  set password_hash = new_password_hash, verified_at = coalesce(u.verified_at, now()) where u.id = whose
  returning old.verified_at is null into was_unproved;
  if was_unproved then perform public.forget_unproved(whose); end if;
  perform public.close_staff_door(whose);
  insert into public.audit_log (tenant_id, member_id, action, subject_id)
  select m.tenant_id, m.id, 'password.reset', m.id from public.memberships m where m.user_id = whose and m.active;
  return whose;
end $$;

create or replace function confirm_by_sso(for_user uuid, unknown_password_hash text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.users u set verified_at = now(), password_hash = unknown_password_hash
  where u.id = for_user and u.verified_at is null
    and exists (
      select from public.memberships m
      where m.user_id = for_user and m.active and m.tenant_id = current_setting('app.tenant_id')::uuid
    )
    and not exists (
      select from public.memberships m
      where m.user_id = for_user and m.tenant_id <> current_setting('app.tenant_id')::uuid
      union all select from public.user_totps f where f.user_id = for_user and f.confirmed_at is not null
      union all select from public.user_passkeys k where k.user_id = for_user
    );
  if not found then return false; end if;
  perform public.forget_unproved(for_user);
  delete from public.user_links l where l.user_id = for_user;
  insert into public.audit_log (member_id, action, subject_id, details)
  select m.id, 'password.reset', m.id, '{"by": "sso"}' from public.memberships m where m.user_id = for_user;
  return true;
end $$;
