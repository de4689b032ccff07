-- When a number's access token ends, so that each screen says it in its own language. token_notice said it in English; nothing
-- reads it any more, and it goes once no release is left that does.
alter table channels add column token_ends_at timestamptz;
