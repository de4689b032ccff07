-- The audit log is kept for seven years (docs/decisions/0083). Of what went, the last position stays with its hash, so that
-- what remains can be verified: there, and nowhere else, stands when its row was written.
alter table audit_chain add column row_at timestamptz;

-- Removes the rows of the first positions of a tenant's chain up to one, in order, each only if it is older than seven years and
-- is as it was chained: whatever is younger or was tampered with ends it, and stays. Returns the last position whose row is
-- gone. Rows without a position are not looked at.
create function purge_audit(wanted uuid, through bigint, at_most integer) returns bigint
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  last public.audit_chain;
  place public.audit_chain;
  entry public.audit_log;
  purged boolean := false;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit chain ' || wanted, 0));
  select c.* into last from public.audit_chain c where c.tenant_id = wanted order by c.seq limit 1;
  if last.row_at is null then
    last.seq := 0;
    last.hash := '';
  end if;
  for place in
    select c.* from public.audit_chain c
      where c.tenant_id = wanted and c.seq > last.seq and c.seq <= through order by c.seq limit least(at_most, 5000)
  loop
    select a.* into entry from public.audit_log a
      where a.tenant_id = wanted and a.id = place.audit_id and a.at < now() - interval '7 years';
    exit when not found or place.seq <> last.seq + 1 or place.hash <> sha256(last.hash || public.audit_line(entry));
    delete from public.audit_log a where a.tenant_id = wanted and a.id = entry.id;
    place.row_at := entry.at;
    last := place;
    purged := true;
  end loop;
  if purged then
    delete from public.audit_chain c where c.tenant_id = wanted and c.seq < last.seq;
    update public.audit_chain c set row_at = last.row_at where c.tenant_id = wanted and c.seq = last.seq;
  end if;
  return last.seq;
end $$;

-- Tenants whose log begins with a row that is older than seven years, and its position.
create function audit_overdue(after_tenant uuid, at_most integer) returns table (tenant_id uuid, seq bigint)
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select t.id, first.seq
  from public.tenants t cross join lateral (
    select c.seq, c.audit_id from public.audit_chain c where c.tenant_id = t.id and c.row_at is null order by c.seq limit 1
  ) first
  join public.audit_log a on a.tenant_id = t.id and a.id = first.audit_id
  where (after_tenant is null or t.id > after_tenant) and a.at < now() - interval '7 years'
  order by t.id limit least(at_most, 1000)
$$;

revoke execute on function purge_audit, audit_overdue from public;
grant execute on function purge_audit, audit_overdue to app;
