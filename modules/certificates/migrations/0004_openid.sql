-- One row: a holder lets whoever has this code and its transaction code take one certificate into a wallet, once (OpenID4VCI
-- §4.1.1). Neither is kept: only digests, of the reference where the offer is fetched, of the code, and of both codes together.
create table certificates.wallet_offers (
  id               uuid primary key,
  certificate      text not null references certificates.certificates,
  reference_digest text not null unique check (reference_digest ~ '^[0-9a-f]{64}$'),
  code_digest      text not null unique check (code_digest ~ '^[0-9a-f]{64}$'),
  both_digest      text not null check (both_digest ~ '^[0-9a-f]{64}$'),
  offered_by       text not null,
  offered_at       timestamptz not null,
  ends_at          timestamptz not null check (ends_at > offered_at and ends_at <= offered_at + interval '10 minutes')
);
create index wallet_offers_certificate on certificates.wallet_offers (certificate, offered_at desc);

-- One row: whoever had the code of an offer gave a wrong transaction code. After the third the offer is good for nothing.
create table certificates.wallet_offer_misses (
  offer     uuid not null references certificates.wallet_offers,
  nth       int not null check (nth between 1 and 3),
  missed_at timestamptz not null,
  primary key (offer, nth)
);

-- One row: a wallet that is known to this node asks for a certificate of a kind (RFC 9126), before it is known whose.
create table certificates.wallet_requests (
  id               uuid primary key,
  reference_digest text not null unique check (reference_digest ~ '^[0-9a-f]{64}$'),
  wallet           text not null,
  redirect         text not null,
  -- What the wallet wants to hear again, so that it knows which of its requests was answered.
  wallet_word      text,
  kind             text not null,
  -- The digest of what only the wallet knows (RFC 7636).
  challenge        text not null check (challenge ~ '^[A-Za-z0-9_-]{43}$'),
  -- The thumbprint of the key the wallet asked with (RFC 9449 §10); null where it showed none yet.
  wallet_key       text,
  asked_at         timestamptz not null,
  ends_at          timestamptz not null check (ends_at > asked_at and ends_at <= asked_at + interval '10 minutes')
);

-- One row: what a holder answered to a request of a wallet. There is no second row for one request. No certificate means no.
create table certificates.wallet_consents (
  request     uuid primary key references certificates.wallet_requests,
  certificate text references certificates.certificates,
  code_digest text unique check (code_digest ~ '^[0-9a-f]{64}$'),
  answered_by text not null,
  answered_at timestamptz not null,
  ends_at     timestamptz not null check (ends_at > answered_at),
  check ((certificate is null) = (code_digest is null))
);

-- One row: a wallet may take one certificate, with this key of its own and no other (RFC 9449). It came from an offer or from
-- a request that was consented to, each good for one row.
create table certificates.wallet_tokens (
  token_digest text primary key check (token_digest ~ '^[0-9a-f]{64}$'),
  offer        uuid unique references certificates.wallet_offers,
  request      uuid unique references certificates.wallet_consents,
  certificate  text not null references certificates.certificates,
  -- Who offered or consented. His right to act for the holder is asked for again when the certificate is taken.
  given_by     text not null,
  wallet_key   text not null,
  given_at     timestamptz not null,
  ends_at      timestamptz not null check (ends_at > given_at),
  check ((offer is null) <> (request is null))
);

-- One row: something that works once was used: a nonce, a proof of a key, a token. It goes when it would be too old anyhow.
create table certificates.wallet_spent (
  digest   text primary key check (digest ~ '^[0-9a-f]{64}$'),
  spent_at timestamptz not null,
  ends_at  timestamptz not null
);
create index wallet_spent_ends on certificates.wallet_spent (ends_at);

create trigger append_only before update or delete or truncate on certificates.wallet_offers for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.wallet_offer_misses for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.wallet_requests for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.wallet_consents for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.wallet_tokens for each statement execute function kernel.forbid();
create trigger append_only before update or truncate on certificates.wallet_spent for each statement execute function kernel.forbid();

-- One row: an officer asks whoever holds a wallet for some claims, for one purpose, until a moment (OpenID4VP). Its nonce and the
-- key its answer is sealed for follow from its id and the master key, so neither is kept.
create table certificates.questions (
  id       uuid primary key,
  agency   text not null,
  asked_by text not null,
  purpose  text not null check (purpose <> ''),
  query    jsonb not null,
  mode     text not null check (mode in ('direct_post', 'direct_post.jwt')),
  -- Whether the agency signs the question, so that the wallet can tell who asks.
  signed   boolean not null,
  asked_at timestamptz not null,
  ends_at  timestamptz not null check (ends_at > asked_at and ends_at <= asked_at + interval '10 minutes')
);

-- One row: a wallet answered, and what the answer was worth. There is no second row for one question.
create table certificates.question_answers (
  question    uuid primary key references certificates.questions,
  code        text not null,
  -- Where the fault lay, in the words of the standard; empty where there was none.
  place       text not null,
  answered_at timestamptz not null
);

-- One row: what a good answer disclosed of what was asked, and nothing else. It is deleted when whoever asked has read it, or when
-- nobody did in time (Personal Information Protection Law, art. 47).
create table certificates.question_claims (
  question uuid primary key references certificates.question_answers,
  claims   jsonb not null,
  ends_at  timestamptz not null
);
create index question_claims_ends on certificates.question_claims (ends_at);

-- One row: the answer was read. There is no second row for one question.
create table certificates.question_readings (
  question uuid primary key references certificates.question_answers,
  read_by  text not null,
  read_at  timestamptz not null
);

create trigger append_only before update or delete or truncate on certificates.questions for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.question_answers for each statement execute function kernel.forbid();
create trigger append_only before update or truncate on certificates.question_claims for each statement execute function kernel.forbid();
create trigger append_only before update or delete or truncate on certificates.question_readings for each statement execute function kernel.forbid();
