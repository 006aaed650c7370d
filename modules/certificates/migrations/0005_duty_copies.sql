-- One row: an officer in a live case saw some fields of a certificate, because his matter maps its kind. What he got is a copy that
-- says for whom, for what, by whom, when and until when it was made. Numbered per agency without gaps, so that a missing one shows.
create table certificates.duty_copies (
  id          uuid primary key,
  certificate text not null references certificates.certificates,
  agency      text not null,
  number      bigint not null check (number > 0),
  made_at     timestamptz not null,
  made_by     text not null,
  post        text not null,
  purpose     text not null check (purpose <> ''),
  case_id     text not null check (case_id <> ''),
  fields      text[] not null check (cardinality(fields) > 0),
  keep_until  date not null,
  -- The entry in the holder's use log, written in the same act.
  use         uuid not null,
  unique (agency, number)
);
create index duty_copies_certificate on certificates.duty_copies (certificate, made_at desc);
create index duty_copies_case on certificates.duty_copies (case_id);

-- The number of the last copy of each agency; the row is also the lock that keeps the numbers without gaps.
create table certificates.duty_counters (
  agency text primary key,
  last   bigint not null
);

create trigger append_only before update or delete or truncate on certificates.duty_copies for each statement execute function kernel.forbid();
