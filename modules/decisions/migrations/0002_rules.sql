-- Which agency a receipt speaks for, and its signature over the digest: none on those made before.
alter table decisions.receipts add column agency text, add column signature text;

-- One try of a changed table on everything its predecessor decided. `done` is a bookmark; the rest is written once.
create table decisions.previews (
  id         uuid primary key,
  table_id   text not null,
  draft      uuid not null,
  text_digest text not null,
  text       text not null,
  begun_at   timestamptz not null,
  begun_by   text not null,
  total      int not null,
  done       int not null default 0,
  unchanged  int not null default 0,
  ended_at   timestamptz
);
create index previews_table on decisions.previews (table_id, begun_at);

-- One past decision that comes out otherwise under the changed table, and why each of them came out as it did.
create table decisions.flips (
  preview    uuid not null references decisions.previews,
  receipt    uuid not null references decisions.receipts,
  case_id    text not null,
  agency     text,
  was        text,
  now        text,
  reason_was text,
  reason_now text,
  values_changed boolean not null,
  primary key (preview, receipt)
);
create trigger append_only before update or delete or truncate on decisions.flips
  for each statement execute function kernel.forbid();

-- Somebody who is not its author has read what a changed table would have done, and answers for it.
create table decisions.signoffs (
  preview    uuid primary key references decisions.previews,
  signed_at  timestamptz not null,
  signed_by  text not null,
  note       text not null
);
create trigger append_only before update or delete or truncate on decisions.signoffs
  for each statement execute function kernel.forbid();

-- A table that stopped deciding by itself, by hand or because its sample showed too many errors. Without a resumption it routes.
create table decisions.halts (
  id         uuid primary key,
  table_id   text not null,
  kind       text not null check (kind in ('hand', 'quality')),
  reason     text not null,
  halted_at  timestamptz not null,
  halted_by  text not null
);
create index halts_table on decisions.halts (table_id, halted_at);
-- Somebody else let a halted table decide again, and why.
create table decisions.resumptions (
  halt       uuid primary key references decisions.halts,
  reason     text not null,
  resumed_at timestamptz not null,
  resumed_by text not null
);
create trigger append_only before update or delete or truncate on decisions.halts
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on decisions.resumptions
  for each statement execute function kernel.forbid();

-- A changed table that decides silently beside the one in force, until a day; what it would have said is kept, and binds nobody.
create table decisions.shadows (
  id         uuid primary key,
  table_id   text not null,
  draft      uuid not null,
  text_digest text not null,
  text       text not null,
  begun_at   timestamptz not null,
  begun_by   text not null,
  until      timestamptz not null
);
create index shadows_table on decisions.shadows (table_id, until);
-- What a shadow would have said where a decision was made.
create table decisions.shadow_results (
  shadow     uuid not null references decisions.shadows,
  receipt    uuid not null references decisions.receipts,
  outcome    text,
  reason     text,
  primary key (shadow, receipt)
);
create trigger append_only before update or delete or truncate on decisions.shadow_results
  for each statement execute function kernel.forbid();

-- One decision drawn for a second look. The draw can be checked: those whose hash with the day's seed comes first.
create table decisions.samples (
  id         uuid primary key,
  receipt    uuid not null references decisions.receipts,
  table_id   text not null,
  drawn_on   date not null,
  why        text not null check (why in ('random', 'boundary')),
  seed       text not null,
  drawn_at   timestamptz not null,
  unique (receipt)
);
create index samples_table on decisions.samples (table_id, drawn_on);
-- What a person decided on the same facts without seeing what the machine had decided.
create table decisions.second_looks (
  sample     uuid primary key references decisions.samples,
  outcome    text not null check (outcome in ('GRANT', 'RETURN')),
  agrees     boolean not null,
  note       text not null,
  decided_at timestamptz not null,
  decided_by text not null
);
create trigger append_only before update or delete or truncate on decisions.samples
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on decisions.second_looks
  for each statement execute function kernel.forbid();
