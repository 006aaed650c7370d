create index answers_subject on exchange.answers (subject, source, obtained_at desc) where subject is not null;

-- Somebody says that a register is wrong about him: which element, what it should be. While nobody answered it and he
-- did not take it back, the fact is disputed and no machine decides on it.
create table exchange.objections (
  id        uuid primary key,
  number    text not null unique,
  subject   text not null,
  source    text not null,
  element   text not null,
  fact      uuid,
  was       jsonb,
  case_id   text,
  kind      text not null check (kind in ('wrong', 'outdated', 'not-mine', 'missing')),
  proposed  text not null,
  words     text not null,
  agency    text not null,
  raised_at timestamptz not null,
  raised_by text not null,
  due_at    timestamptz not null
);
create index objections_subject on exchange.objections (subject, source, element);
create index objections_agency on exchange.objections (agency, due_at);

-- The answer of the agency that keeps the record: it was put right, or it is right as it stands.
create table exchange.objection_answers (
  objection   uuid primary key references exchange.objections,
  answered_at timestamptz not null,
  answered_by text not null,
  post        text,
  outcome     text not null check (outcome in ('corrected', 'upheld')),
  words       text not null check (words <> '')
);

-- The person took his objection back before it was answered.
create table exchange.objection_withdrawals (
  objection    uuid primary key references exchange.objections,
  withdrawn_at timestamptz not null,
  withdrawn_by text not null
);

create trigger append_only before update or delete or truncate on exchange.objections
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on exchange.objection_answers
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on exchange.objection_withdrawals
  for each statement execute function kernel.forbid();

-- The objections that still wait for an answer: their elements are disputed.
create view exchange.open_objections as
  select o.* from exchange.objections o
  where not exists (select 1 from exchange.objection_answers a where a.objection = o.id)
    and not exists (select 1 from exchange.objection_withdrawals w where w.objection = o.id);
