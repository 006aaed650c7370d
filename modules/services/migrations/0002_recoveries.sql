-- A month that was paid and turned out not to have been due: posted back and told to the agency, once.
create table services.recoveries (
  entitlement uuid not null,
  month       date not null,
  run         date not null,
  amount_fen  bigint not null check (amount_fen > 0),
  decision    uuid not null,
  noted_at    timestamptz not null,
  primary key (entitlement, month),
  foreign key (entitlement, month) references services.payments
);
