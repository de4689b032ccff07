-- Due work of one kind, taken under a lease: what a sweep finds without knowing the tenant. Ids only.
create function claim_work(wanted_kind text, wanted_limit integer, lease_seconds integer)
returns table (tenant_id uuid, ref_id uuid, jurisdiction text)
language sql security definer set search_path = '' as $$
  with due as (
    select w.tenant_id, w.kind, w.ref_id from public.work_due w
    where w.kind = wanted_kind and w.due_at <= now() and (w.lease_until is null or w.lease_until < now())
    order by w.due_at limit least(greatest(wanted_limit, 0), 500)
    for update skip locked
  ), leased as (
    update public.work_due w set lease_until = now() + make_interval(secs => least(greatest(lease_seconds, 1), 3600))
    from due where w.tenant_id = due.tenant_id and w.kind = due.kind and w.ref_id = due.ref_id
    returning w.tenant_id, w.ref_id
  )
  select l.tenant_id, l.ref_id, t.jurisdiction from leased l join public.tenants t on t.id = l.tenant_id
$$;
revoke execute on function claim_work(text, integer, integer) from public;
grant execute on function claim_work(text, integer, integer) to app;
