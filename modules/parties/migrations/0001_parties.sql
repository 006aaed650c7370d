create schema parties;

-- Somebody who can act or be acted for: a person, a firm, an agency of government, or an outside system.
create table parties.parties (
  id       text primary key check (id ~ '^[A-Za-z0-9._-]{1,80}$'),
  kind     text not null check (kind in ('person', 'firm', 'agency', 'system')),
  begun_at timestamptz not null,
  author   text not null,
  source   text not null check (source <> '')
);

-- From this moment on the party goes by this name. The newest row is the name now.
create table parties.names (
  id       bigint generated always as identity primary key,
  party    text not null references parties.parties,
  name     text not null check (name <> ''),
  name_en  text check (name_en <> ''),
  named_at timestamptz not null,
  author   text not null,
  source   text not null check (source <> '')
);
create index names_party on parties.names (party, id desc);

-- A number by which others know the party. A citizen id or a social credit code is never given twice; a telephone is.
create table parties.identifiers (
  id          bigint generated always as identity primary key,
  party       text not null references parties.parties,
  type        text not null check (type ~ '^[a-z][a-z-]{1,40}$'),
  value       text not null check (value <> ''),
  recorded_at timestamptz not null,
  author      text not null,
  source      text not null check (source <> '')
);
create unique index identifiers_unique on parties.identifiers (type, value) where type not in ('mobile', 'mail');
create index identifiers_value on parties.identifiers (type, value, id desc);
create index identifiers_party on parties.identifiers (party);

-- The party no longer has this identifier.
create table parties.identifier_ends (
  identifier bigint primary key references parties.identifiers,
  ended_at   timestamptz not null,
  author     text not null,
  reason     text not null check (reason <> '')
);

-- The party is no more: a person died, a firm was cancelled, an agency abolished.
create table parties.endings (
  party       text primary key references parties.parties,
  ended_at    timestamptz not null,
  recorded_at timestamptz not null,
  author      text not null,
  reason      text not null check (reason <> '')
);

-- From `since` to `until` (both included) `from_party` is the `kind` of `to_party`: its legal representative, his spouse.
create table parties.relations (
  id          bigint generated always as identity primary key,
  from_party  text not null references parties.parties,
  to_party    text not null references parties.parties,
  kind        text not null check (kind ~ '^[a-z][a-z-]{1,40}$'),
  since       date not null,
  until       date check (until >= since),
  recorded_at timestamptz not null,
  author      text not null,
  source      text not null check (source <> ''),
  case_id     text,
  check (from_party <> to_party)
);
create index relations_from on parties.relations (from_party);
create index relations_to on parties.relations (to_party);

-- The relation ended before its `until`, or without one; `last_day` is the last day on which it held.
create table parties.relation_ends (
  relation    bigint primary key references parties.relations,
  last_day    date not null,
  recorded_at timestamptz not null,
  author      text not null,
  reason      text not null check (reason <> '')
);

-- The person holds this role at this agency for this division, and with it the role's powers.
create table parties.posts (
  id           text primary key,
  person       text not null references parties.parties,
  agency       text not null references parties.parties,
  role         text not null,
  division     text not null check (division ~ '^[0-9]{6}$'),
  appointed_at timestamptz not null,
  author       text not null,
  reason       text not null check (reason <> '')
);
create index posts_person on parties.posts (person);
create index posts_agency on parties.posts (agency);

-- The person no longer holds the post.
create table parties.post_ends (
  post     text primary key references parties.posts,
  ended_at timestamptz not null,
  author   text not null,
  reason   text not null check (reason <> '')
);

-- The grantor lets the grantee act for him, up to and with the day `until`. `matters` null means every matter.
create table parties.mandates (
  id         text primary key,
  grantor    text not null references parties.parties,
  grantee    text not null references parties.parties,
  matters    text[] check (cardinality(matters) > 0),
  until      date not null,
  granted_at timestamptz not null,
  author     text not null,
  reason     text not null check (reason <> ''),
  check (grantor <> grantee)
);
create index mandates_grantor on parties.mandates (grantor, grantee);
create index mandates_grantee on parties.mandates (grantee);

-- The grantor, or the grantee by laying it down, ended the mandate early.
create table parties.mandate_revocations (
  mandate    text primary key references parties.mandates,
  revoked_at timestamptz not null,
  author     text not null,
  reason     text not null check (reason <> '')
);
