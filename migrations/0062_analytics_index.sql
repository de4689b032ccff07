-- Figures of a time: each is read from the index of when it happened.
create index conversation_episodes_opened on conversation_episodes (tenant_id, opened_at);
create index conversation_episodes_replied on conversation_episodes (tenant_id, first_reply_at) where first_reply_at is not null;
create index conversation_episodes_closed on conversation_episodes (tenant_id, closed_at) where closed_at is not null;
