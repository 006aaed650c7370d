-- An operator brought a parked job or fact back, with the reason he gave.
create table kernel.brought_back (
  what   text not null check (what in ('job', 'fact')),
  reader text,
  item   bigint not null,
  at     timestamptz not null,
  by     text not null,
  reason text not null check (reason <> ''),
  check ((what = 'fact') = (reader is not null))
);

-- What is not done is looked at by whoever watches, and is a handful among all that ever was.
create index jobs_open on kernel.jobs (kind) where done_at is null;
