-- What somebody said about how his case was handled: one row per case, and one for a whole bundle. The words stay here.
create table services.ratings (
  id       uuid primary key,
  case_id  text not null unique references services.cases,
  grade    int not null check (grade between 1 and 5),
  words    text not null,
  agency   text not null,
  rated_at timestamptz not null,
  rated_by text not null
);

-- A poor rating that its agency must follow up by a day. No answer below means: it still has to.
create table services.rating_duties (
  rating    uuid primary key references services.ratings,
  agency    text not null,
  opened_at timestamptz not null,
  due_at    timestamptz not null
);
create index rating_duties_agency on services.rating_duties (agency, due_at, rating);

-- What the agency found and wrote back to who rated poorly.
create table services.rating_answers (
  rating      uuid primary key references services.rating_duties,
  finding     text not null check (finding in ('mended', 'explained')),
  words       text not null check (words <> ''),
  answered_at timestamptz not null,
  answered_by text not null
);

-- The guide of a matter measures its newest cases.
create index cases_definition on services.cases (definition, opened_at desc);
