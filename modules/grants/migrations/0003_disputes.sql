-- In which post somebody looked, where it was no machine and not the person himself.
alter table grants.uses add column post text;
create index uses_newest on grants.uses (subject, used_at desc);

-- Somebody says of one look at his facts: I do not know of this. It goes to the agency that looked, with a day to answer.
create table grants.disputes (
  id          uuid primary key,
  number      text not null unique,
  subject     text not null,
  use_id      uuid not null,
  agency      text not null,
  words       text not null,
  disputed_at timestamptz not null,
  disputed_by text not null,
  due_at      timestamptz not null,
  unique (subject, use_id),
  foreign key (subject, use_id) references grants.uses (subject, id)
);
create index disputes_agency on grants.disputes (agency, due_at);

-- The agency's answer to a dispute: the look is explained, or it was one that nobody was allowed.
create table grants.dispute_answers (
  dispute     uuid primary key references grants.disputes,
  answered_at timestamptz not null,
  answered_by text not null,
  post        text,
  outcome     text not null check (outcome in ('explained', 'unlawful')),
  words       text not null check (words <> '')
);
create trigger append_only before update or delete or truncate on grants.disputes
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on grants.dispute_answers
  for each statement execute function kernel.forbid();
