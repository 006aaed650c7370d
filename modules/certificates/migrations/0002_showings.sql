-- One row: a holder lets somebody see some fields of one certificate, once, within a minute, for one purpose. The code is
-- not kept: only digests of its long form, which a camera reads, and of its digits, which are read out.
create table certificates.showings (
  id            uuid primary key,
  certificate   text not null references certificates.certificates,
  code_digest   text not null unique check (code_digest ~ '^[0-9a-f]{64}$'),
  digits_digest text not null check (digits_digest ~ '^[0-9a-f]{64}$'),
  fields        text[] not null,
  purpose       text not null check (purpose <> ''),
  -- For whom, in the words of the holder; null where he named nobody.
  viewer        text check (viewer <> ''),
  shown_by      text not null,
  shown_at      timestamptz not null,
  ends_at       timestamptz not null check (ends_at > shown_at and ends_at <= shown_at + interval '60 seconds'),
  -- The consent in the module grants that the look will stand on.
  consent       uuid not null
);
create index showings_certificate on certificates.showings (certificate, shown_at desc);
create index showings_digits on certificates.showings (digits_digest, ends_at desc);

-- One row: the code was used. There is no second row for one showing, so a code works once.
create table certificates.sightings (
  showing     uuid primary key references certificates.showings,
  seen_at     timestamptz not null,
  seen_by     text not null,
  -- The agency of an officer who looked.
  agency      text,
  -- What whoever looked called himself; what a visitor says nobody has checked.
  viewer_name text not null check (viewer_name <> ''),
  keep_until  date not null,
  -- The entry in the holder's use log, written in the same act.
  use         uuid not null
);

create trigger append_only before update or delete or truncate on certificates.showings for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.sightings for each statement execute function kernel.forbid();
