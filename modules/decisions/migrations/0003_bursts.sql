-- One mark of a decision by which a burst of like ones is seen: the same address, telephone or agent. Only a keyed digest is kept,
-- so that the row says nothing to whoever reads it.
create table decisions.marks (
  receipt    uuid not null references decisions.receipts,
  table_id   text not null,
  case_id    text not null,
  digest     text not null,
  marked_at  timestamptz not null,
  primary key (receipt, digest)
);
create index marks_digest on decisions.marks (digest, marked_at);
create trigger append_only before update or delete or truncate on decisions.marks
  for each statement execute function kernel.forbid();
