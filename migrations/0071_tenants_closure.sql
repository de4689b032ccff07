-- Conversations in which nobody says a word any more are closed by themselves.
alter table tenants
  add column close_after_days smallint not null default 0 check (close_after_days between 0 and 90); -- 0: never
