create schema services;

-- One case: somebody asked for one matter or one bundle, under one published release that never changes for it.
create table services.cases (
  id         text primary key,
  number     text not null unique,
  kind       text not null check (kind in ('matter', 'bundle')),
  definition text not null,
  release    text not null,
  applicant  text not null,
  behalf     text,
  opened_by  text not null,
  channel    text not null,
  opened_at  timestamptz not null,
  parent     text references services.cases,
  step       text,
  unique (parent, step),
  check ((parent is null) = (step is null))
);
create index cases_applicant on services.cases (applicant, opened_at);
create index cases_parent on services.cases (parent);

-- The answers as they stand while somebody fills in the form. The only thing here that is overwritten.
create table services.drafts (
  case_id  text primary key references services.cases,
  answers  jsonb not null,
  groups   text[] not null default '{}',
  saved_at timestamptz not null,
  saved_by text not null
);

-- The answers as the applicant confirmed them, once per round. Signatures are made over its digest.
create table services.snapshots (
  case_id      text not null references services.cases,
  round        int not null,
  answers      jsonb not null,
  digest       text not null,
  typed        int not null,
  picked       int not null,
  confirmed_at timestamptz not null,
  confirmed_by text not null,
  primary key (case_id, round)
);

-- Somebody who must sign a snapshot.
create table services.signatories (
  case_id text not null,
  round   int not null,
  party   text not null,
  primary key (case_id, round, party),
  foreign key (case_id, round) references services.snapshots
);
create index signatories_party on services.signatories (party);

-- A signature over the digest of a snapshot, with the key it was made with.
create table services.signatures (
  case_id   text not null,
  round     int not null,
  party     text not null,
  signed_by text not null,
  signed_at timestamptz not null,
  jws       text not null,
  primary key (case_id, round, party),
  foreign key (case_id, round, party) references services.signatories
);

-- A round that went to decision: everybody had signed.
create table services.submissions (
  case_id      text not null,
  round        int not null,
  submitted_at timestamptz not null,
  organ        text not null,
  primary key (case_id, round),
  foreign key (case_id, round) references services.snapshots
);

-- What was decided on a submission, by machine or by a person; the reasons stand in the decision's receipt.
create table services.verdicts (
  case_id    text not null,
  round      int not null,
  number     int not null,
  decision   uuid not null,
  outcome    text not null check (outcome in ('GRANT', 'RETURN', 'ROUTE')),
  reasons    jsonb not null,
  items      jsonb,
  decided_at timestamptz not null,
  decided_by text not null,
  primary key (case_id, round, number),
  foreign key (case_id, round) references services.submissions
);

-- A round that ended without a decision because a fact changed between filling and submitting; the applicant is asked again.
create table services.reopenings (
  case_id     text not null,
  round       int not null,
  changes     jsonb not null,
  reopened_at timestamptz not null,
  primary key (case_id, round),
  foreign key (case_id, round) references services.submissions
);

-- A case that waits for a person of one role in one agency.
create table services.tasks (
  id        uuid primary key,
  case_id   text not null,
  round     int not null,
  role      text not null,
  agency    text not null,
  opened_at timestamptz not null,
  due_at    timestamptz not null,
  unique (case_id, round),
  foreign key (case_id, round) references services.submissions
);
create index tasks_agency on services.tasks (agency, role);

-- Who took a task in hand. The newest row counts.
create table services.takings (
  task     uuid not null references services.tasks,
  person   text not null,
  taken_at timestamptz not null,
  primary key (task, taken_at)
);

-- A task that was done. No row here means: somebody still has to decide.
create table services.task_ends (
  task     uuid primary key references services.tasks,
  ended_at timestamptz not null,
  ended_by text not null,
  note     text not null
);

-- A clock of a case: what must happen by when, and who answers for it.
create table services.clocks (
  case_id  text not null references services.cases,
  name     text not null,
  round    int not null,
  started_at timestamptz not null,
  due_at   timestamptz not null,
  owner    text not null,
  primary key (case_id, name, round)
);

-- When a clock stopped.
create table services.clock_stops (
  case_id    text not null,
  name       text not null,
  round      int not null,
  stopped_at timestamptz not null,
  primary key (case_id, name, round),
  foreign key (case_id, name, round) references services.clocks
);

-- Something a granted case brought about: a certificate, a firm, a posting, a letter, an entitlement. One row per deed, so that it is done once.
create table services.deeds (
  case_id text not null references services.cases,
  deed    text not null,
  kind    text not null,
  ref     text not null,
  done_at timestamptz not null,
  primary key (case_id, deed)
);

-- How a case ended. No row here means: it goes on.
create table services.closures (
  case_id   text primary key references services.cases,
  ending    text not null check (ending in ('granted', 'withdrawn', 'void')),
  result    jsonb not null,
  closed_at timestamptz not null,
  closed_by text not null,
  reason    text not null
);

-- The one signature with which the kit of a bundle was received.
create table services.receipts (
  case_id   text primary key references services.cases,
  items     jsonb not null,
  signed_at timestamptz not null,
  signed_by text not null,
  jws       text not null
);

-- A right that is paid month by month, as a decision gave it.
create table services.entitlements (
  id       uuid primary key,
  case_id  text not null references services.cases unique,
  holder   text not null,
  matter   text not null,
  starts   date not null,
  kept     jsonb not null,
  given_at timestamptz not null
);
create index entitlements_holder on services.entitlements (holder);

-- When a right ended, and why. No row here means: it goes on.
create table services.entitlement_ends (
  entitlement uuid primary key references services.entitlements,
  ended_at    timestamptz not null,
  after       date not null,
  reason      text not null check (reason <> '')
);

-- One month of one right that was decided payable. The key makes sure that no month is paid twice.
create table services.payments (
  entitlement uuid not null references services.entitlements,
  month       date not null,
  run         date not null,
  amount_fen  bigint not null check (amount_fen > 0),
  decision    uuid not null,
  decided_at  timestamptz not null,
  primary key (entitlement, month)
);

-- A month that was looked at and held back, with the reason.
create table services.holds (
  entitlement uuid not null references services.entitlements,
  month       date not null,
  run         date not null,
  reasons     jsonb not null,
  decision    uuid not null,
  held_at     timestamptz not null,
  primary key (entitlement, month, run)
);

-- Money that was sent for the months of one run, with the department's receipt.
create table services.payouts (
  entitlement uuid not null references services.entitlements,
  run         date not null,
  amount_fen  bigint not null,
  receipt     text not null,
  paid_at     timestamptz not null,
  primary key (entitlement, run)
);

-- A proof that the holder still qualifies: by data, at a counter, or by himself.
create table services.reviews (
  entitlement uuid not null references services.entitlements,
  due         date not null,
  passed_at   timestamptz not null,
  how         text not null,
  by_whom     text not null,
  primary key (entitlement, due)
);

-- A run over all rights of a day or month, so that each is made once.
create table services.runs (
  name   text not null,
  period text not null,
  ran_at timestamptz not null,
  primary key (name, period)
);

-- Somebody whom a programme asked whether he wants what is due to him.
create table services.invitations (
  id         uuid primary key,
  programme  text not null,
  party      text not null,
  release    text not null,
  message    text not null,
  invited_at timestamptz not null,
  unique (programme, party)
);

-- His answer.
create table services.invitation_answers (
  invitation  uuid primary key references services.invitations,
  answer      text not null check (answer in ('accept', 'refuse')),
  case_id     text references services.cases,
  answered_at timestamptz not null
);
