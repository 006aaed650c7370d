-- One row: somebody let every stored hash, link and signature be recomputed, and so many did not fit.
create table ledger.audits (
  at      timestamptz not null,
  by      text not null,
  entries bigint not null,
  faults  int not null
);
create trigger append_only before update or delete or truncate on ledger.audits for each statement execute function ledger.forbid();
