-- A task that waits, as the queue is read: an index over tasks, takings, handings and endings, kept by the acts that write those
-- and made anew from them at any time. With it fifty thousand open tasks are found however many millions were done before.
create table services.waiting (
  task       uuid primary key references services.tasks,
  case_id    text not null,
  number     text not null,
  definition text not null,
  release    text not null,
  agency     text not null,
  role       text not null,
  reason     text not null,
  reasons    jsonb not null,
  holder     text,
  opened_at  timestamptz not null,
  warn_at    timestamptz not null,
  due_at     timestamptz not null,
  changed_at timestamptz not null
);
create index waiting_due on services.waiting (agency, due_at, task);
create index waiting_newest on services.waiting (agency, opened_at desc, task);
create index waiting_holder on services.waiting (agency, holder, due_at, task);

insert into services.waiting
  select t.id, t.case_id, c.number, c.definition, c.release, t.agency, t.role, coalesce(v.reasons -> 0 ->> 'reason', ''), coalesce(v.reasons, '[]'),
    (select k.person from services.takings k where k.task = t.id order by k.taken_at desc limit 1), t.opened_at, t.opened_at + 0.6 * (t.due_at - t.opened_at), t.due_at, t.opened_at
  from services.tasks t join services.cases c on c.id = t.case_id
    left join services.task_ends e on e.task = t.id
    left join lateral (select reasons from services.verdicts v where v.case_id = t.case_id and v.round = t.round order by v.number desc limit 1) v on true
  where e.task is null;

-- A task that an officer put back for whoever comes next.
create table services.put_backs (
  task        uuid not null references services.tasks,
  person      text not null,
  put_back_at timestamptz not null,
  primary key (task, put_back_at)
);

-- A task that an officer handed over, with words: to one colleague, or to all of a role (then person is null).
create table services.handings (
  task      uuid not null references services.tasks,
  by_whom   text not null,
  person    text,
  role      text not null,
  words     text not null check (words <> ''),
  handed_at timestamptz not null,
  primary key (task, handed_at)
);

-- What an officer noted on a case for colleagues; never shown to the applicant, never changed.
create table services.notes (
  id         uuid primary key,
  case_id    text not null references services.cases,
  author     text not null,
  words      text not null check (words <> ''),
  written_at timestamptz not null
);
create index notes_case on services.notes (case_id, written_at);
create trigger append_only before update or delete or truncate on services.notes
  for each statement execute function kernel.forbid();

-- A decision that one officer prepares and has not made: a draft, overwritten as he writes, seen by nobody else.
create table services.deliberations (
  task     uuid not null references services.tasks,
  person   text not null,
  outcome  text check (outcome in ('GRANT', 'RETURN')),
  rows     text[] not null,
  words    text not null,
  fixes    jsonb not null,
  saved_at timestamptz not null,
  primary key (task, person)
);

-- Who has a case before him at this moment. Overwritten with every sign of life; past `until` a row means nothing.
create unlogged table services.presences (
  case_id text not null,
  person  text not null,
  doing   text not null check (doing in ('looking', 'deciding')),
  until   timestamptz not null,
  primary key (case_id, person)
);
