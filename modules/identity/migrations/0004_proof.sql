-- When the person of a session had last shown the provider who he is: a sign-in that stands on an older one shows nothing anew.
-- Null for sessions from before this was kept.
alter table identity.session_marks add column proved_at timestamptz;
