create schema exchange;

-- One thing a source said about somebody or something: the value, since when it holds, when we got it, how much
-- it is worth, and on which grant. Never changed; the newest stands.
create table exchange.facts (
  subject     text not null,
  id          uuid not null,
  element     text not null,
  value       jsonb,
  valid_from  timestamptz,
  obtained_at timestamptz not null,
  source      text not null,
  grade       text not null check (grade in ('A-authoritative', 'B-verified', 'C-declared', 'D-derived')),
  grant_id    uuid,
  use_id      uuid,
  case_id     text,
  answer      uuid not null,
  primary key (subject, id)
);
create index facts_case on exchange.facts (case_id) where case_id is not null;
create trigger append_only before update or delete or truncate on exchange.facts
  for each statement execute function kernel.forbid();

-- One asking of one source in one case and what became of it, hit or not.
create table exchange.answers (
  id          uuid primary key,
  case_id     text,
  round       text not null,
  alias       text not null,
  position    int,
  source      text not null,
  subject     text,
  state       text not null check (state in ('hit', 'missing', 'stale', 'conflict', 'denied', 'down')),
  why         text,
  as_of       timestamptz,
  obtained_at timestamptz not null,
  ms          int not null,
  grant_id    uuid,
  use_id      uuid
);
create index answers_case on exchange.answers (case_id);
create index answers_source on exchange.answers (source, obtained_at);

-- One order to a department and its answer. The key is what the department knows it by.
create table exchange.orders (
  key        text primary key,
  case_id    text not null,
  name       text not null,
  alias      text not null,
  position   int not null default 0,
  answer     jsonb not null,
  declined   text,
  ordered_at timestamptz not null
);
create index orders_case on exchange.orders (case_id);
