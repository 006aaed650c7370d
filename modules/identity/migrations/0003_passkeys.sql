-- One passkey: the public half of a key that a person keeps in a device of his. The private half never leaves the device.
-- `counter` is what the device counted when it was added; `synced` says that its maker copies it to other devices.
create table identity.passkeys (
  id         text primary key,
  credential text not null unique,
  person     text not null,
  public_key bytea not null,
  counter    bigint not null check (counter >= 0),
  transports text[] not null,
  synced     boolean not null,
  name       text not null check (name <> ''),
  added_at   timestamptz not null,
  author     text not null
);
create index passkeys_person on identity.passkeys (person);

-- Somebody signed in with this passkey; the newest row has the counter that the next one must be above.
create table identity.passkey_uses (
  id      bigint generated always as identity primary key,
  passkey text not null references identity.passkeys,
  counter bigint not null,
  used_at timestamptz not null
);
create index passkey_uses_passkey on identity.passkey_uses (passkey, id desc);

-- The passkey signs nobody in any more.
create table identity.passkey_ends (
  passkey  text primary key references identity.passkeys,
  ended_at timestamptz not null,
  author   text not null,
  reason   text not null check (reason <> '')
);

-- One question put to a device, to be answered once and soon: the digest of the challenge, what for, and in which session or
-- sign-in. Times are the machine's.
create table identity.passkey_challenges (
  id         text primary key,
  purpose    text not null check (purpose in ('add', 'sign_in', 'enrol')),
  holder     text not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index passkey_challenges_expiry on identity.passkey_challenges (expires_at);

-- A code that an official handed a person after checking who he is, with which he makes his first passkey, once. The id is
-- the digest of the code; only the newest of a person counts. `expires_at` is the machine's time.
create table identity.enrolments (
  id         text primary key,
  person     text not null,
  agency     text,
  post       text,
  issued_at  timestamptz not null,
  author     text not null,
  expires_at timestamptz not null
);
create index enrolments_person on identity.enrolments (person, issued_at desc);

-- The code was used to make this passkey.
create table identity.enrolment_uses (
  enrolment text primary key references identity.enrolments,
  passkey   text not null references identity.passkeys,
  used_at   timestamptz not null
);
