create schema certificates;

-- The numbers of certificates that have no number of their own. Gaps do no harm; waiting in a queue for a number would.
create sequence certificates.numbers;

-- One row: what an agency stated about a party, signed, entered in the ledger, and never changed.
-- There is none without the case it came from and the decision it follows from.
create table certificates.certificates (
  id               text primary key check (id ~ '^c_[0-9A-Za-z]{22}$'),
  identifier       text not null unique,
  type             text not null,
  number           text not null check (number ~ '^[0-9A-Z]{1,40}$'),
  version          text not null check (version ~ '^[0-9]{3}$'),
  code             text not null unique check (code ~ '^[0-9A-HJKMNP-TV-Z]{20}$'),
  holder           text not null,
  holder_name      text not null check (holder_name <> ''),
  holder_code      text not null check (holder_code <> ''),
  holder_code_type text not null,
  issuer           text not null,
  issuer_code      text not null,
  issuer_name      jsonb not null,
  fields           jsonb not null,
  definition       text not null,
  case_id          text not null check (case_id <> ''),
  decision         text not null check (decision <> ''),
  valid_from       date not null,
  valid_until      date check (valid_until >= valid_from),
  issued_at        timestamptz not null,
  issued_by        text not null,
  payload          text not null,
  digest           text not null check (digest ~ '^[0-9a-f]{64}$'),
  jws              text not null,
  entry            uuid not null,
  unique (type, number, version)
);
create index certificates_holder on certificates.certificates (holder, issued_at desc);
create index certificates_case on certificates.certificates (case_id);

-- One row: from this moment the certificate is good for nothing any more.
create table certificates.revocations (
  certificate text primary key references certificates.certificates,
  revoked_at  timestamptz not null,
  revoked_by  text not null,
  reason      text not null check (reason <> ''),
  law         text check (law <> '')
);

-- One row: from this moment the certificate rests, until a resumption of this row.
create table certificates.suspensions (
  id           uuid primary key,
  certificate  text not null references certificates.certificates,
  suspended_at timestamptz not null,
  suspended_by text not null,
  reason       text not null check (reason <> ''),
  law          text check (law <> '')
);
create index suspensions_certificate on certificates.suspensions (certificate, suspended_at);

-- One row: the suspension is over.
create table certificates.resumptions (
  suspension uuid primary key references certificates.suspensions,
  resumed_at timestamptz not null,
  resumed_by text not null,
  reason     text not null check (reason <> ''),
  law        text check (law <> '')
);

-- One row: somebody printed the certificate at a place. The holder sees these; the issuer stays who it was.
create table certificates.prints (
  id          uuid primary key,
  certificate text not null references certificates.certificates,
  place       text not null,
  printed_by  text not null,
  printed_at  timestamptz not null,
  -- The entry in the use log; null where the holder printed for himself.
  use         text
);
create index prints_certificate on certificates.prints (certificate, printed_at);

-- A certificate with what happened to it since: one place that says when a later version takes over, which is when it was
-- issued and holds, unless it was revoked before that.
create view certificates.records as
select c.*, r.revoked_at, s.suspended_from, s.suspended_until, n.superseded_at
from certificates.certificates c
left join certificates.revocations r on r.certificate = c.id
left join lateral (
  select array_agg(s.suspended_at order by s.suspended_at) as suspended_from, array_agg(e.resumed_at order by s.suspended_at) as suspended_until
  from certificates.suspensions s left join certificates.resumptions e on e.suspension = s.id
  where s.certificate = c.id) s on true
left join lateral (
  select min(t.takes_over) as superseded_at
  from certificates.certificates l
  left join certificates.revocations lr on lr.certificate = l.id
  cross join lateral (select greatest(l.issued_at, l.valid_from::timestamp at time zone 'Asia/Shanghai') as takes_over) t
  where l.type = c.type and l.number = c.number and l.version > c.version
    and (lr.revoked_at is null or lr.revoked_at > t.takes_over)) n on true;

create trigger append_only before update or delete or truncate on certificates.certificates for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.revocations for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.suspensions for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.resumptions for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.prints for each statement execute function kernel.forbid();
