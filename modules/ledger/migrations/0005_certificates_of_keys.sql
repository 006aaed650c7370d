-- An authority certifies the keys of agencies for readers of signed documents; a clock signs time stamps.
alter table ledger.keys drop constraint keys_owner_check;
alter table ledger.keys add constraint keys_owner_check check (owner ~ '^(agency|person|node|log|authority|clock):.');

-- One row: the certificate (RFC 5280, DER) of a key, by this house's authority; the authority's own is signed by itself.
create table ledger.key_certificates (
  key         text primary key references ledger.keys,
  certificate bytea not null,
  made_at     timestamptz not null,
  made_by     text not null
);
create trigger append_only before update or delete or truncate on ledger.key_certificates for each statement execute function ledger.forbid();
