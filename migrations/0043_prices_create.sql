-- What WhatsApp charges, as the tenant entered it: dated, by the customer's country and the category. Empty at first.
create table message_prices (
  tenant_id uuid not null default current_setting('app.tenant_id')::uuid references tenants (id),
  country text not null check (country ~ '^([A-Z]{2}|\*)$'), -- *: every other country
  category text not null check (category in ('utility', 'marketing', 'authentication')),
  valid_from date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_micros bigint not null check (amount_micros between 0 and 1000000000),
  source text not null check (length(source) <= 120), -- where the figure comes from
  primary key (tenant_id, country, category, valid_from)
);
alter table message_prices enable row level security;
alter table message_prices force row level security;
create policy tenant_only on message_prices to app using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, delete on message_prices to app;

-- Free-form replies of a number in a month: the first thousand cost nothing.
create index messages_free_form on messages (tenant_id, channel_id, occurred_at)
  where direction = 'outbound' and type not in ('template', 'reaction');
