create schema decisions;

-- One decision: what it was made on, by which table in which words, what came of it, by whom. It is the receipt that
-- the ledger knows by its digest; the same inputs must give the same bytes again.
create table decisions.receipts (
  id         uuid primary key,
  case_id    text not null,
  position   int,
  mode       text not null check (mode in ('machine', 'hand', 'outside')),
  table_id   text not null,
  version    text,
  release    text not null,
  as_of      date not null,
  answers    jsonb,
  outcome    text,
  decision   jsonb not null,
  digest     text not null,
  entry      uuid not null,
  decided_at timestamptz not null,
  decided_by text not null,
  note       text,
  check ((mode = 'machine') = (answers is not null))
);
create index receipts_case on decisions.receipts (case_id);
create index receipts_table on decisions.receipts (table_id, decided_at);
create trigger append_only before update or delete or truncate on decisions.receipts
  for each statement execute function kernel.forbid();
