-- What hangs on a conversation or a message is seen with it, whoever reads it by itself.
create policy agents_own on conversation_episodes as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or exists (
    select from conversations c
    where c.tenant_id = conversation_episodes.tenant_id and c.id = conversation_episodes.conversation_id
  )
);
create policy agents_own on message_attempts as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or exists (
    select from messages m where m.tenant_id = message_attempts.tenant_id and m.id = message_attempts.message_id
  )
);
-- A status that waits for its message is nobody's yet: agents who see only their own see none.
create policy agents_own on message_events as restrictive for select to app using (
  current_setting('app.sees') = 'all'
  or exists (
    select from messages m where m.tenant_id = message_events.tenant_id and m.id = message_events.message_id
  )
);
