-- How a session came to be, in words its person knows again: by which means he proved who he is, and in which browser on
-- which system. Names only, no version and no address: enough to find one's own telephone in a list.
create table identity.session_marks (
  session text primary key references identity.sessions on delete cascade,
  means   text not null check (means in ('passkey', 'enrolment', 'demo')),
  browser text,
  system  text
);
create index sessions_person on identity.sessions (person, seen_at desc);
