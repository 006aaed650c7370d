create schema accounts;

create function accounts.forbid() returns trigger language plpgsql as $$
begin
  raise exception 'this table is append-only';
end $$;

-- One row: an account of one currency or unit (CNY counts fen). A balance counts on the normal side; with
-- `no_overdraft` it can never be below zero. An account is opened once and never changes.
create table accounts.accounts (
  code         text primary key check (code ~ '^[a-z][a-z0-9-]*(:[A-Za-z0-9._-]+)*$'),
  currency     text not null check (currency ~ '^[A-Za-z][A-Za-z0-9_-]{0,15}$'),
  normal_side  text not null check (normal_side in ('debit', 'credit')),
  no_overdraft boolean not null,
  opened_at    timestamptz not null,
  opened_by    text not null,
  reason       text not null check (reason <> '')
);

-- One row: one posting, with the reason it was made for. The same key is the same posting, and `digest` tells it apart.
create table accounts.postings (
  id        uuid primary key,
  key       text not null unique,
  digest    text not null,
  reason    text not null check (reason <> ''),
  case_id   text,
  posted_at timestamptz not null,
  posted_by text not null
);
create index postings_case on accounts.postings (case_id) where case_id is not null;

-- One row: what a posting did to one account. Where overdraft is forbidden, `balance_after` is what was then left,
-- and lines of such an account follow one another in the order of `position`.
create table accounts.lines (
  posting       uuid not null references accounts.postings,
  n             int not null check (n >= 1),
  position      bigint generated always as identity,
  account       text not null references accounts.accounts,
  currency      text not null,
  side          text not null check (side in ('debit', 'credit')),
  amount_fen    bigint not null check (amount_fen > 0 and amount_fen <= 9007199254740991),
  balance_after bigint check (balance_after >= 0),
  primary key (posting, n)
);
create unique index lines_account on accounts.lines (account, position) include (side, amount_fen);

create function accounts.balanced() returns trigger language plpgsql as $$
begin
  if exists (
    select from accounts.lines where posting = new.posting group by currency
    having sum(case side when 'debit' then amount_fen else -amount_fen end) <> 0)
  then
    raise exception 'the debits and credits of posting % differ', new.posting;
  end if;
  return null;
end $$;

create constraint trigger balanced after insert on accounts.lines deferrable initially deferred
  for each row execute function accounts.balanced();
create trigger append_only before update or delete or truncate on accounts.accounts for each statement execute function accounts.forbid();
create trigger append_only before update or delete or truncate on accounts.postings for each statement execute function accounts.forbid();
create trigger append_only before update or delete or truncate on accounts.lines for each statement execute function accounts.forbid();
