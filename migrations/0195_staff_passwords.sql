-- Another password ends what was opened with the old one, at the door of the staff as well.
create function close_staff_door(for_user uuid) returns void
language sql security definer set search_path = '' as $$
  update public.staff_sessions ss set ended_at = now() from public.staff s
  where s.user_id = for_user and ss.staff_id = s.id and ss.ended_at is null
$$;
revoke execute on function close_staff_door from public;

create or replace function reset_password(wanted_hash bytea, new_password_hash text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare whose uuid := public.use_user_link(wanted_hash, 'reset');
begin
  if whose is null then return null; end if;
  update public.users u
  set password_hash = new_password_hash, verified_at = coalesce(u.verified_at, now()) where u.id = whose;
  perform public.close_staff_door(whose);
  insert into public.audit_log (tenant_id, member_id, action, subject_id)
  select m.tenant_id, m.id, 'password.reset', m.id from public.memberships m where m.user_id = whose and m.active;
  return whose;
end $$;

create or replace function replace_password(
  for_user uuid, old_password_hash text, new_password_hash text, is_another boolean
) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.users u set password_hash = new_password_hash
  where u.id = for_user and u.password_hash = old_password_hash;
  if not found then return false; end if;
  if is_another then
    delete from public.user_links l where l.user_id = for_user and l.purpose = 'reset';
    perform public.close_staff_door(for_user);
  end if;
  return true;
end $$;
