-- A grant that waits for something to happen: what, until when, on which reviewed input. It binds nobody before.
create table decisions.dormant (
  id           uuid primary key,
  receipt      uuid not null references decisions.receipts,
  case_id      text not null,
  table_id     text not null,
  trigger_fact text not null,
  trigger_where jsonb not null,
  until        timestamptz not null,
  input_digest text not null,
  begun_at     timestamptz not null,
  begun_by     text not null,
  unique (receipt)
);
create index dormant_trigger on decisions.dormant (trigger_fact);
-- The fact that a dormant decision waited for: the first one that fitted.
create table decisions.triggers (
  dormant      uuid primary key references decisions.dormant,
  entry        bigint not null,
  triggered_at timestamptz not null
);
-- How a dormant decision ended, once: it took effect, or it came to nothing.
create table decisions.awakenings (
  dormant      uuid primary key references decisions.dormant,
  kind         text not null check (kind in ('effective', 'lapsed', 'input_changed', 'facts_changed')),
  receipt      uuid references decisions.receipts,
  ended_at     timestamptz not null,
  ended_by     text not null
);
create trigger append_only before update or delete or truncate on decisions.dormant
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on decisions.triggers
  for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on decisions.awakenings
  for each statement execute function kernel.forbid();
