create schema ledger;

create function ledger.forbid() returns trigger language plpgsql as $$
begin
  raise exception 'this table is append-only';
end $$;

-- One row: a signing key of an agency, a person, this node or its log. It is named by its RFC 7638 thumbprint.
-- The private half is sealed under the master key of the node, which is not in the database.
create table ledger.keys (
  id             text primary key,
  owner          text not null check (owner ~ '^(agency|person|node|log):.'),
  algorithm      text not null check (algorithm in ('ES256', 'Ed25519')),
  generation     int not null check (generation >= 1),
  public_jwk     jsonb not null,
  sealed_private bytea not null,
  made_at        timestamptz not null,
  made_by        text not null,
  unique (owner, algorithm, generation)
);

-- One row: from this moment on a key signs no more. What it signed before stays good.
create table ledger.retirements (
  key        text primary key references ledger.keys,
  retired_at timestamptz not null,
  retired_by text not null,
  reason     text not null check (reason <> '')
);

-- One row: something that shall be provable for ever. It holds no personal text: `about` is a pseudonym,
-- `digest` the SHA-256 of what happened, and `commitment` = SHA-256(salt || digest || about) is all that leaves the house.
create table ledger.entries (
  id         uuid primary key,
  position   bigint generated always as identity,
  written    xid8 not null default pg_current_xact_id(),
  kind       text not null check (kind ~ '^[a-z][a-z0-9_.-]{0,63}$'),
  about      text not null,
  digest     bytea not null check (octet_length(digest) = 32),
  salt       bytea not null check (octet_length(salt) = 16),
  commitment bytea not null check (octet_length(commitment) = 32),
  key        text unique,
  cause      text,
  entered_at timestamptz not null,
  entered_by text not null
);
create index entries_written on ledger.entries (written, position);
create index entries_about on ledger.entries (about, position);

-- One row: the place in the public tree that an entry got, once and for ever.
create table ledger.leaves (
  leaf_index bigint primary key check (leaf_index >= 0),
  entry      uuid not null unique references ledger.entries,
  leaf_hash  bytea not null check (octet_length(leaf_hash) = 32)
);

-- One row: a full tile of the tree, 256 hashes of level 8 × level, and the root over them (C2SP tlog-tiles).
create table ledger.tiles (
  level  int not null check (level >= 0),
  n      bigint not null check (n >= 0),
  hashes bytea not null check (octet_length(hashes) = 8192),
  root   bytea not null check (octet_length(root) = 32),
  primary key (level, n)
);

-- One row: what the log signed about itself at this size (C2SP tlog-checkpoint), and the last entry it took in,
-- in the commit-safe order (written, position).
create table ledger.checkpoints (
  size      bigint primary key check (size >= 0),
  root      bytea not null check (octet_length(root) = 32),
  note      text not null,
  key       text not null references ledger.keys,
  written   xid8 not null,
  position  bigint not null,
  signed_at timestamptz not null
);

create trigger append_only before update or delete or truncate on ledger.keys for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.retirements for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.entries for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.leaves for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.tiles for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.checkpoints for each statement execute function ledger.forbid();
