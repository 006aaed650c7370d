-- One row: what a witness answered when it was asked to cosign our checkpoint of this size: its signature line, or the status it refused with.
create table ledger.witness_answers (
  size        bigint not null references ledger.checkpoints,
  witness     text not null,
  line        text check (line like '— %'),
  refused     int check (refused between 400 and 599),
  answered_at timestamptz not null,
  primary key (size, witness),
  check ((line is null) <> (refused is null))
);

-- One row: a checkpoint of another log that this node cosigned. The greatest size of a log is the last that it saw.
create table ledger.witnessed (
  log     text not null,
  size    bigint not null check (size >= 0),
  root    bytea not null check (octet_length(root) = 32),
  note    text not null,
  seen_at timestamptz not null,
  primary key (log, size)
);

-- One row: a checkpoint that a log signed and that does not go on from what was seen of it: the two notes are the evidence.
create table ledger.contradictions (
  log        text not null,
  size       bigint not null,
  root       bytea not null,
  note       text not null,
  known_size bigint not null,
  known_note text not null,
  code       text not null check (code ~ '^ledger\.'),
  seen_at    timestamptz not null,
  primary key (log, size, root, code)
);

-- One row: up to this size a log was read for what stands in it in the name of those whom this node follows.
create table ledger.followed (
  log     text not null,
  size    bigint not null check (size >= 0),
  root    bytea not null check (octet_length(root) = 32),
  read_at timestamptz not null,
  primary key (log, size)
);

-- One row: a leaf of a log that names an issuer whom this node follows; `expected` where its own register has the entry.
create table ledger.sightings (
  log        text not null,
  leaf_index bigint not null,
  issuer     text not null,
  kind       text not null,
  commitment bytea not null check (octet_length(commitment) = 32),
  expected   boolean not null,
  seen_at    timestamptz not null,
  primary key (log, leaf_index)
);
create index sightings_issuer on ledger.sightings (issuer, seen_at desc);

create trigger append_only before update or delete or truncate on ledger.witness_answers for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.witnessed for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.contradictions for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.followed for each statement execute function ledger.forbid();
create trigger append_only before update or delete or truncate on ledger.sightings for each statement execute function ledger.forbid();

create index entries_commitment on ledger.entries (commitment) where issuer is not null;
