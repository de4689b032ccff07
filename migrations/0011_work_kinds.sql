-- More kinds of work that becomes due at a time: each finds its row by the tenant and the id it names.
alter table work_due
  drop constraint work_due_kind_check,
  add constraint work_due_kind_check check (
    kind in ('send', 'media', 'apply', 'snooze', 'schedule', 'window', 'greeting', 'closure', 'assignment', 'notice', 'merge', 'removal')
  );
