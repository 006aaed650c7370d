-- In whose name an entry was made: the unified social credit code of an agency (GB 32100), where it is one; it stands in the leaf, so that
-- the agency can find in any log what was issued in its name.
alter table ledger.entries add column issuer text check (issuer ~ '^[0-9A-Z]{18}$');

-- One row: a stretch of the journal, in its commit-safe order, of which every fact is known by its hash. `facts` are ids and hashes one
-- after the other, 8 and 32 bytes each; the entry in the ledger holds the digest of them, so that a fact changed later shows.
create table ledger.journal_seals (
  number    bigint generated always as identity primary key,
  written   xid8 not null,
  last      bigint not null,
  facts     bytea not null check (octet_length(facts) > 0 and octet_length(facts) % 40 = 0),
  entry     uuid not null references ledger.entries,
  sealed_at timestamptz not null
);
create trigger append_only before update or delete or truncate on ledger.journal_seals for each statement execute function ledger.forbid();
