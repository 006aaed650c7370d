-- Somebody asks for a decision to be looked at again: who is concerned by it (`person`, with his words and the condition he thinks was
-- judged wrongly), or the house, because a decision (`decision`) or a fact (`fact`) that it rests on was corrected. `cause` is then the
-- contest or the objection that was corrected.
create table services.contests (
  id           uuid primary key,
  case_id      text not null,
  round        int not null,
  decision     uuid not null,
  ground       text not null check (ground in ('person', 'decision', 'fact')),
  cause        uuid,
  contested_by text,
  raised_by    text not null,
  words        text not null,
  condition    text,
  agency       text not null,
  opened_at    timestamptz not null,
  due_at       timestamptz not null,
  foreign key (case_id, round) references services.submissions,
  check ((ground = 'person') = (contested_by is not null)),
  check ((ground = 'person') = (cause is null)),
  check (ground <> 'person' or words <> '')
);
create index contests_case on services.contests (case_id, opened_at);
create unique index contests_person on services.contests (decision, contested_by) where contested_by is not null;
create unique index contests_cause on services.contests (decision, cause) where cause is not null;

-- What came of it: the decision stands, it was corrected by another one, or nobody asks any more because the case was withdrawn.
create table services.contest_ends (
  contest  uuid primary key references services.contests,
  outcome  text not null check (outcome in ('upheld', 'corrected', 'dropped')),
  decision uuid,
  words    text not null,
  ended_at timestamptz not null,
  ended_by text not null,
  check ((outcome = 'corrected') = (decision is not null)),
  check (outcome = 'dropped' or words <> '')
);

create trigger append_only before update or delete or truncate on services.contests
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on services.contest_ends
  for each statement execute function kernel.forbid();

-- A contest waits in the same queue as what the machine did not decide; a round still has one task of its own.
alter table services.tasks add column contest uuid references services.contests;
alter table services.tasks drop constraint tasks_case_id_round_key;
create unique index tasks_round on services.tasks (case_id, round) where contest is null;
create unique index tasks_contest on services.tasks (contest) where contest is not null;
alter table services.waiting add column contest uuid;
