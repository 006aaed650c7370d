-- A grant that waits for something to happen before it takes effect: which dormant decision stands for it, and until when. One for
-- each round that was granted so.
create table services.dormant (
  id       uuid primary key,
  case_id  text not null,
  round    int not null,
  until    timestamptz not null,
  begun_at timestamptz not null,
  unique (case_id, round),
  foreign key (case_id, round) references services.submissions
);

-- How the waiting ended, once.
create table services.dormant_ends (
  dormant  uuid primary key references services.dormant,
  ending   text not null check (ending in ('effective', 'lapsed', 'input_changed', 'facts_changed')),
  ended_at timestamptz not null
);

create trigger append_only before update or delete or truncate on services.dormant
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on services.dormant_ends
  for each statement execute function kernel.forbid();
