create schema identity;

-- A key of this node's sign-in: `signature` signs tokens, `cookie` signs the sign-in cookies. The private part is
-- sealed under the master key. The newest generation signs; older ones still verify.
create table identity.signing_keys (
  id         text primary key,
  use        text not null check (use in ('signature', 'cookie')),
  generation int  not null check (generation > 0),
  sealed     bytea not null,
  made_at    timestamptz not null,
  unique (use, generation)
);

-- One thing that OpenID Connect remembers: a browser session, a code, a token, a grant. The id is a digest, because
-- whoever knows the id of a token can use it; the content is sealed under the master key. Times are the machine's.
create table identity.oidc_records (
  kind        text not null,
  id          text not null,
  sealed      bytea not null,
  written_at  timestamptz not null default clock_timestamp(),
  expires_at  timestamptz,
  consumed_at timestamptz,
  grant_id    text,
  uid         text,
  session_uid text,
  user_code   text,
  primary key (kind, id)
);
create index oidc_records_grant on identity.oidc_records (grant_id) where grant_id is not null;
create index oidc_records_uid on identity.oidc_records (uid) where uid is not null;
create index oidc_records_session on identity.oidc_records (session_uid) where session_uid is not null;
create index oidc_records_expiry on identity.oidc_records (expires_at);

-- One sign-in that a browser began at our own portal and may finish once, in the same browser.
create table identity.sign_ins (
  state       text primary key,
  browser     text not null,
  nonce       text not null,
  verifier    text not null,
  destination text not null,
  expires_at  timestamptz not null,
  used_at     timestamptz
);
create index sign_ins_expiry on identity.sign_ins (expires_at);

-- One signed-in browser of the portal. The id is the digest of its cookie. Times are the machine's.
create table identity.sessions (
  id               text primary key,
  person           text not null,
  provider_session text not null,
  started_at       timestamptz not null,
  seen_at          timestamptz not null,
  expires_at       timestamptz not null check (expires_at > started_at)
);
create index sessions_expiry on identity.sessions (expires_at);

-- For whom a session acts from this moment on: in a post, on behalf of a party, or for the person himself (both null).
create table identity.session_choices (
  id        bigint generated always as identity primary key,
  session   text not null references identity.sessions on delete cascade,
  post      text,
  behalf    text,
  chosen_at timestamptz not null,
  check (post is null or behalf is null)
);
create index session_choices_session on identity.session_choices (session, id desc);

-- The end of a session that did not simply run out.
create table identity.session_ends (
  session  text primary key references identity.sessions on delete cascade,
  ended_at timestamptz not null,
  ended_by text not null,
  reason   text not null check (reason <> '')
);

-- One person that a demo offers on its sign-in page.
create table identity.demo_people (
  key     text primary key,
  party   text not null,
  name    text not null,
  line_zh text not null,
  line_en text not null,
  "group" text not null check ("group" in ('citizens', 'officials')),
  place   int  not null
);
create index demo_people_party on identity.demo_people (party);
