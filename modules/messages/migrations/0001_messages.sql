create schema messages;

-- One letter to one party, with the values of its blanks. `explains` names the message whose unclear reply it answers.
create table messages.messages (
  id            text primary key,
  number        bigint generated always as identity unique,
  party         text not null references parties.parties,
  letter        text not null,
  release       text not null,
  values        jsonb not null,
  language      text not null check (language in ('zh', 'en')),
  case_id       text,
  link          text check (link ~ '^/[^/\\]'),
  expects_reply boolean not null,
  explains      text references messages.messages,
  key           text not null unique,
  written_at    timestamptz not null,
  author        text not null
);
create index messages_party on messages.messages (party, number desc);
create index messages_case on messages.messages (case_id) where case_id is not null;

-- The message goes to the party by this channel, to the address that the party had when it was written.
create table messages.deliveries (
  id      text primary key,
  message text not null references messages.messages,
  channel text not null check (channel in ('inbox', 'sms', 'mail')),
  address text check ((address is null) or channel <> 'inbox'),
  made_at timestamptz not null,
  unique (message, channel)
);
create index deliveries_address on messages.deliveries (channel, address) where address is not null;

-- What became of a delivery: the carrier took it, it arrived, or it could not be delivered, with the carrier's reason.
create table messages.delivery_events (
  delivery    text not null references messages.deliveries,
  outcome     text not null check (outcome in ('sent', 'delivered', 'failed')),
  happened_at timestamptz not null,
  reference   text,
  reason      text check (outcome <> 'failed' or reason <> ''),
  primary key (delivery, outcome)
);
create index delivery_events_reference on messages.delivery_events (reference) where reference is not null;

-- The party opened the message.
create table messages.readings (
  message text primary key references messages.messages,
  read_at timestamptz not null,
  author  text not null
);

-- Somebody wrote back. `message` null: nothing that was sent to this number waited for a reply. The words stay here.
create table messages.replies (
  id          bigint generated always as identity primary key,
  message     text references messages.messages,
  mobile      text,
  words       text not null,
  answer      text not null check (answer in ('accept', 'refuse', 'unclear')),
  received_at timestamptz not null,
  author      text not null
);
create unique index replies_settled on messages.replies (message) where answer <> 'unclear';
create index replies_message on messages.replies (message) where message is not null;
