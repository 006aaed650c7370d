create schema counter;

-- A one-time code that a citizen's phone shows. Only the newest of a person counts.
create table counter.codes (
  id       uuid primary key,
  digest   text not null,
  citizen  text not null references parties.parties,
  shown_at timestamptz not null,
  until    timestamptz not null
);
create index codes_digest on counter.codes (digest, shown_at);
create index codes_citizen on counter.codes (citizen, shown_at);

-- A code that served. No row here means: it never did.
create table counter.code_uses (
  code    uuid primary key references counter.codes,
  used_at timestamptz not null,
  used_by text not null
);

-- A clerk was wrong about a code or a card. Who is wrong too often waits.
create table counter.tries (
  clerk    text not null,
  tried_at timestamptz not null,
  what     text not null check (what in ('code', 'card', 'screen'))
);
create index tries_clerk on counter.tries (clerk, tried_at);

-- A machine that shows a citizen what the clerk shares. Its address is kept as a digest only.
create table counter.screens (
  id       text primary key,
  code     text not null,
  made_at  timestamptz not null,
  until    timestamptz not null
);
create index screens_code on counter.screens (code, made_at);

-- A screen that a clerk has at his place.
create table counter.pairings (
  screen    text primary key references counter.screens,
  clerk     text not null,
  agency    text not null,
  post      text not null,
  paired_at timestamptz not null,
  until     timestamptz not null
);
create index pairings_clerk on counter.pairings (clerk, paired_at);

-- A screen taken from its clerk again.
create table counter.partings (
  screen    text primary key references counter.pairings,
  parted_at timestamptz not null,
  parted_by text not null
);

-- A clerk asks a citizen whose card he holds whether it is he; nobody looks at anything before the answer.
create table counter.asks (
  id       text primary key,
  clerk    text not null,
  agency   text not null,
  post     text not null,
  citizen  text not null references parties.parties,
  way      text not null check (way in ('phone', 'screen')),
  screen   text references counter.screens,
  asked_at timestamptz not null,
  until    timestamptz not null,
  check ((way = 'screen') = (screen is not null))
);
create index asks_citizen on counter.asks (citizen, asked_at);
create index asks_clerk on counter.asks (clerk, asked_at);

-- The citizen's answer to an ask, or that the clerk gave it up.
create table counter.ask_answers (
  ask         text primary key references counter.asks,
  answer      text not null check (answer in ('yes', 'no', 'given up')),
  answered_at timestamptz not null
);

-- A citizen opposite a clerk, from this moment until the other at the latest.
create table counter.sessions (
  id        text primary key,
  clerk     text not null,
  agency    text not null,
  post      text not null,
  citizen   text not null references parties.parties,
  way       text not null check (way in ('code', 'phone', 'screen', 'seen')),
  opened_at timestamptz not null,
  until     timestamptz not null,
  grant_id  uuid not null references grants.grants
);
create index sessions_clerk on counter.sessions (clerk, opened_at);
create index sessions_citizen on counter.sessions (citizen, opened_at);

-- How a session ended before its time.
create table counter.ends (
  session  text primary key references counter.sessions,
  ended_at timestamptz not null,
  ended_by text not null,
  reason   text not null check (reason in ('clerk', 'citizen', 'next', 'moved', 'served'))
);

-- A case that the clerk shows the citizen.
create table counter.shares (
  id        bigint generated always as identity primary key,
  session   text not null references counter.sessions,
  case_id   text not null,
  shared_at timestamptz not null
);
create index shares_session on counter.shares (session, id);

-- The clerk took it from the screen again.
create table counter.share_ends (
  share    bigint primary key references counter.shares,
  ended_at timestamptz not null
);

-- What the citizen said to what he was shown: right, or wrong and where.
create table counter.sayings (
  id      bigint generated always as identity primary key,
  share   bigint not null references counter.shares,
  digest  text not null,
  right_  boolean not null,
  fields  text[] not null,
  by      text not null check (by in ('phone', 'screen')),
  said_at timestamptz not null
);
create index sayings_share on counter.sayings (share, id);
