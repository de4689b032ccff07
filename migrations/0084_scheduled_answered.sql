-- A message that the closed window held, and that a template was sent in place of: it asks for none any more, and waits
-- for the customer's answer to open the window.
alter table scheduled_messages drop constraint scheduled_messages_held_reason_check;
alter table scheduled_messages add constraint scheduled_messages_held_reason_check
  check (held_reason in ('customer_wrote', 'window_closed', 'template_sent', 'author_gone', 'refused'));
