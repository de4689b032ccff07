-- What was not sent lately, for the supervisor's strip and its filter.
create index messages_failed on messages (tenant_id, occurred_at desc, conversation_id) where status = 'failed';
