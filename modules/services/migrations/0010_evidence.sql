-- What was found to meet one requirement of a case at one moment, or that nothing did. The newest row of a requirement counts; each
-- search writes rows of its own, so what a signature and a decision rested on stays. `round` is the round that the search was made for.
create table services.evidence (
  case_id     text not null references services.cases,
  requirement text not null,
  number      int not null check (number > 0),
  round       int not null,
  sought_at   timestamptz not null,
  -- For the form, or for the decision.
  sought_for  text not null check (sought_for in ('form', 'decision')),
  material    text not null,
  means       text check (means in ('certificate', 'register', 'case', 'upload')),
  -- The kind of certificate, the source or the matter; and which one of it.
  name        text,
  ref         text,
  -- The number of the certificate or case, for people.
  shown_as    text,
  issuer      jsonb,
  digest      text check (digest ~ '^[0-9a-f]{64}$'),
  standing    text,
  known_at    timestamptz not null,
  disclosed   jsonb not null,
  -- The entry in the use log of whom it is about.
  use         uuid,
  tried       jsonb not null,
  primary key (case_id, requirement, number),
  check ((means is null) = (digest is null))
);
create index evidence_sought on services.evidence (sought_at);

-- A file that was handed in because nothing else proved what had to be proven. The newest one of a requirement counts.
create table services.uploads (
  id          uuid primary key,
  case_id     text not null references services.cases,
  requirement text not null,
  file_name   text not null check (file_name <> ''),
  -- What the bytes say that they are, whatever the name says.
  media       text not null check (media in ('application/pdf', 'image/jpeg', 'image/png')),
  size        int not null check (size between 1 and 4000000),
  digest      text not null check (digest ~ '^[0-9a-f]{64}$'),
  bytes       bytea not null,
  uploaded_at timestamptz not null,
  uploaded_by text not null
);
create index uploads_case on services.uploads (case_id, requirement, uploaded_at desc);

create trigger append_only before update or delete or truncate on services.evidence for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on services.uploads for each statement execute function kernel.forbid();
