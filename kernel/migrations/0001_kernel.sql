create schema if not exists kernel;

-- Everything that happened, written in the transaction that made it true, and never changed after.
-- It is the audit trail, the outbox, and the feed that supervision and indicators read.
create table kernel.journal (
  id      bigint generated always as identity primary key,
  written xid8 not null default pg_current_xact_id(),
  at      timestamptz not null,
  actor   text not null,
  type    text not null,
  subject text not null,
  case_id text,
  data    jsonb not null
);
create index journal_written on kernel.journal (written, id);
create index journal_subject on kernel.journal (subject, id);
create index journal_case on kernel.journal (case_id, id) where case_id is not null;

create function kernel.forbid() returns trigger language plpgsql as $$
begin
  raise exception 'this table is append-only';
end $$;

create trigger append_only before update or delete or truncate on kernel.journal
  for each statement execute function kernel.forbid();

-- How far each reader has read the journal.
create table kernel.bookmarks (
  reader  text primary key,
  written xid8 not null default '0',
  id      bigint not null default 0
);

-- A fact that a reader could not take in, with the reason; an operator's act brings it back.
create table kernel.parked (
  reader      text not null,
  entry       bigint not null,
  parked_at   timestamptz not null,
  reason      text not null check (reason <> ''),
  primary key (reader, entry)
);

-- Work promised in an act and done outside it: one row is one piece of work. A lease says who is at it.
create table kernel.jobs (
  id          bigint generated always as identity primary key,
  kind        text not null,
  key         text not null,
  payload     jsonb not null,
  due_at      timestamptz not null,
  attempts    int not null default 0,
  lease       uuid,
  lease_until timestamptz,
  last_fault  text,
  done_at     timestamptz,
  parked_at   timestamptz,
  unique (kind, key)
);
create index jobs_due on kernel.jobs (due_at) where done_at is null and parked_at is null;

-- An answer given to a request that carried an Idempotency-Key; the same key gets the same answer.
create table kernel.answers (
  actor    text not null,
  key      text not null,
  request  text not null,
  answered_at timestamptz not null,
  code     int not null,
  body     jsonb,
  primary key (actor, key)
);

-- One published text. It is named by its digest and never changes.
create table kernel.texts (
  digest text primary key,
  text   text not null
);

-- One publication of content: which text stands at which path from this moment on. Cases pin its digest.
create table kernel.releases (
  number       bigint generated always as identity primary key,
  digest       text not null,
  manifest     jsonb not null,
  published_at timestamptz not null,
  author       text not null,
  publisher    text not null
);
create index releases_digest on kernel.releases (digest);

-- A changed text that waits for a second person before it is published.
create table kernel.drafts (
  id         uuid primary key,
  path       text not null,
  text       text not null,
  author     text not null,
  reason     text not null check (reason <> ''),
  drafted_at timestamptz not null
);

-- Who took which duty upon an object, so that nobody takes the opposite one upon the same object.
create table kernel.duties (
  subject text not null,
  duty    text not null,
  person  text not null,
  taken_at timestamptz not null,
  primary key (subject, duty, person)
);

-- The content files as they lay when the house last started with a change in them.
create table kernel.file_manifests (
  number       bigint generated always as identity primary key,
  manifest     jsonb not null,
  published_at timestamptz not null
);
