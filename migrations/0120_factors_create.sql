-- What proves who a person is beside the password, for all their tenants. No grants, as users: reached through the functions
-- below alone. Secrets and keys lie in boxes under the platform's key; recovery codes and credential ids as hashes.
create table user_totps (
  user_id uuid primary key references users (id) on delete cascade,
  box bytea not null check (length(box) between 29 and 1024), -- the secret of the authenticator
  confirmed_at timestamptz, -- null: no code of it was seen yet, so it is no factor
  last_step bigint not null default 0, -- of the last code that was used: it and earlier ones are refused
  created_at timestamptz not null default now()
);

create table user_passkeys (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  credential_hash bytea not null unique check (length(credential_hash) = 32),
  box bytea not null check (length(box) between 29 and 8192), -- name, credential id, public key, transports
  sign_count bigint not null default 0 check (sign_count between 0 and 4294967295),
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index user_passkeys_user on user_passkeys (user_id);

create table user_recovery_codes (
  user_id uuid not null references users (id) on delete cascade,
  code_hash bytea not null check (length(code_hash) = 32),
  primary key (user_id, code_hash)
);

-- Tickets and challenges of ours that were used: each is good once. Kept no longer than they would be good.
create table spent_assertions (
  hash bytea primary key check (length(hash) = 32),
  expires_at timestamptz not null
);
create index spent_assertions_expiry on spent_assertions (expires_at);

create function user_factors(wanted uuid) returns table (
  totp_box bytea, has_totp boolean, passkeys bigint, recovery_codes bigint
)
language sql stable security definer set search_path = '' as $$
  select t.box, coalesce(t.confirmed_at is not null, false),
    (select count(*) from public.user_passkeys k where k.user_id = wanted),
    (select count(*) from public.user_recovery_codes c where c.user_id = wanted)
  from (select wanted) asked left join public.user_totps t
    on t.user_id = wanted and (t.confirmed_at is not null or t.created_at > now() - interval '1 hour')
$$;

-- False if there is one that is a factor already.
create function enroll_totp(for_user uuid, new_box bytea) returns boolean
language sql security definer set search_path = '' as $$
  with made as (
    insert into public.user_totps (user_id, box) values (for_user, new_box)
    on conflict (user_id) do update set box = excluded.box, created_at = now()
    where user_totps.confirmed_at is null returning 1
  ) select exists (select from made)
$$;

-- False if the secret is another one by now, or was confirmed already. New recovery codes come with it.
create function confirm_totp(for_user uuid, proved_box bytea, used_step bigint, code_hashes bytea[]) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.user_totps t set confirmed_at = now(), last_step = used_step
  where t.user_id = for_user and t.confirmed_at is null and t.box = proved_box;
  if not found then return false; end if;
  perform public.replace_recovery_codes(for_user, code_hashes);
  return true;
end $$;

-- False if a code of this step, or of a later one, was used.
create function use_totp(for_user uuid, used_step bigint) returns boolean
language sql security definer set search_path = '' as $$
  with used as (
    update public.user_totps t set last_step = used_step
    where t.user_id = for_user and t.confirmed_at is not null and t.last_step < used_step returning 1
  ) select exists (select from used)
$$;

-- False if there is no factor that they could stand in for.
create function replace_recovery_codes(for_user uuid, code_hashes bytea[]) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if array_length(code_hashes, 1) > 20 or not exists (
    select from public.user_totps t where t.user_id = for_user and t.confirmed_at is not null
    union all select from public.user_passkeys k where k.user_id = for_user
  ) then return false; end if;
  delete from public.user_recovery_codes c where c.user_id = for_user;
  insert into public.user_recovery_codes (user_id, code_hash) select for_user, unnest(code_hashes);
  return true;
end $$;

create function use_recovery_code(for_user uuid, wanted_hash bytea) returns boolean
language sql security definer set search_path = '' as $$
  with used as (
    delete from public.user_recovery_codes c where c.user_id = for_user and c.code_hash = wanted_hash returning 1
  ) select exists (select from used)
$$;

-- Recovery codes stand in for a factor: without any they go.
create function drop_lone_recovery_codes() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.user_recovery_codes c
  where c.user_id = old.user_id
    and not exists (select from public.user_totps t where t.user_id = old.user_id and t.confirmed_at is not null)
    and not exists (select from public.user_passkeys k where k.user_id = old.user_id);
  return null;
end $$;
create trigger user_totps_gone after delete on user_totps for each row execute function drop_lone_recovery_codes();
create trigger user_passkeys_gone after delete on user_passkeys for each row execute function drop_lone_recovery_codes();

create function remove_totp(for_user uuid) returns boolean
language sql security definer set search_path = '' as $$
  with gone as (
    delete from public.user_totps t where t.user_id = for_user and t.confirmed_at is not null returning 1
  ) select exists (select from gone)
$$;

-- False if it is known already, or there are as many as there may be.
create function add_passkey(new_id uuid, for_user uuid, new_hash bytea, new_box bytea, new_count bigint) returns boolean
language sql security definer set search_path = '' as $$
  with made as (
    insert into public.user_passkeys (id, user_id, credential_hash, box, sign_count)
    select new_id, for_user, new_hash, new_box, new_count
    where (select count(*) from public.user_passkeys k where k.user_id = for_user) < 20
    on conflict (credential_hash) do nothing returning 1
  ) select exists (select from made)
$$;

create function user_passkey_list(wanted uuid) returns table (
  id uuid, box bytea, created_at timestamptz, last_used_at timestamptz
)
language sql stable security definer set search_path = '' as $$
  select k.id, k.box, k.created_at, k.last_used_at from public.user_passkeys k where k.user_id = wanted order by k.created_at
$$;

create function find_passkey(wanted_hash bytea) returns table (id uuid, user_id uuid, box bytea, sign_count bigint)
language sql stable security definer set search_path = '' as $$
  select k.id, k.user_id, k.box, k.sign_count from public.user_passkeys k where k.credential_hash = wanted_hash
$$;

-- False if its count did not grow: then there are two of it. Those that do not count say 0 always.
create function use_passkey(wanted uuid, new_count bigint) returns boolean
language sql security definer set search_path = '' as $$
  with used as (
    update public.user_passkeys k set sign_count = new_count, last_used_at = now()
    where k.id = wanted and (k.sign_count < new_count or (k.sign_count = 0 and new_count = 0)) returning 1
  ) select exists (select from used)
$$;

create function remove_passkey(for_user uuid, wanted uuid) returns boolean
language sql security definer set search_path = '' as $$
  with gone as (
    delete from public.user_passkeys k where k.user_id = for_user and k.id = wanted returning 1
  ) select exists (select from gone)
$$;

-- False if it was spent before.
create function spend_assertion(new_hash bytea, until timestamptz) returns boolean
language sql security definer set search_path = '' as $$
  with over as (
    delete from public.spent_assertions s where s.expires_at < now()
  ), spent as (
    insert into public.spent_assertions (hash, expires_at) values (new_hash, least(until, now() + interval '1 hour'))
    on conflict (hash) do nothing returning 1
  ) select exists (select from spent)
$$;

revoke execute on function user_factors, enroll_totp, confirm_totp, use_totp, replace_recovery_codes, use_recovery_code,
  drop_lone_recovery_codes, remove_totp, add_passkey, user_passkey_list, find_passkey, use_passkey, remove_passkey,
  spend_assertion from public;
grant execute on function user_factors, enroll_totp, confirm_totp, use_totp, replace_recovery_codes, use_recovery_code,
  remove_totp, add_passkey, user_passkey_list, find_passkey, use_passkey, remove_passkey, spend_assertion to app;
