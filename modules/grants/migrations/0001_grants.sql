create schema grants;

-- One permission: whose facts, who may look, at which elements, for which purpose, in which case, until when.
create table grants.grants (
  id        uuid primary key,
  basis     text not null check (basis in ('consent', 'statutory', 'mandate', 'role')),
  grantor   text not null,
  grantee   text not null,
  elements  text[] not null check (cardinality(elements) > 0),
  purpose   text not null,
  case_id   text,
  law       jsonb,
  given_by  text not null,
  given_at  timestamptz not null,
  not_after timestamptz not null,
  max_uses  int,
  check (basis <> 'statutory' or law is not null)
);
create index grants_grantor on grants.grants (grantor, case_id);

-- A grant taken back. No row here means: never taken back.
create table grants.withdrawals (
  grant_id     uuid primary key references grants.grants,
  withdrawn_at timestamptz not null,
  withdrawn_by text not null,
  reason       text not null check (reason <> '')
);

-- One look at one person's facts, written by the same call that let the reader look. Numbered per person
-- without gaps, so that a missing record shows.
create table grants.uses (
  subject  text not null,
  number   bigint not null,
  id       uuid not null,
  grant_id uuid not null references grants.grants,
  grantee  text not null,
  actor    text not null,
  elements text[] not null,
  purpose  text not null,
  case_id  text,
  source   text not null,
  used_at  timestamptz not null,
  primary key (subject, number),
  unique (subject, id)
);
create trigger append_only before update or delete or truncate on grants.uses
  for each statement execute function kernel.forbid();

-- The number of the last use of each person's facts; the row is also the lock that keeps the numbers without gaps.
create table grants.counters (
  subject text primary key,
  last    bigint not null
);
