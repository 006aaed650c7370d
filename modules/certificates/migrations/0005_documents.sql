-- One row: a certificate as a signed file for paper and archives (PDF/A-3, PAdES B-LTA). It is made once, when its holder first asks for it,
-- and entered in the ledger; whoever asks again gets the same bytes.
create table certificates.documents (
  certificate text primary key references certificates.certificates,
  bytes       bytea not null,
  digest      text not null check (digest ~ '^[0-9a-f]{64}$'),
  entry       uuid not null,
  made_at     timestamptz not null,
  made_by     text not null
);
create trigger append_only before update or delete or truncate on certificates.documents for each statement execute function kernel.forbid();
