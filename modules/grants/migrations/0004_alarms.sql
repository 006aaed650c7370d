-- Somebody in a post tried to look at a person's facts where no case of his allowed it, and was refused. The person sees it, and whoever
-- audits looks does.
create table grants.alarms (
  id         uuid primary key,
  subject    text not null,
  grantee    text not null,
  actor      text not null,
  post       text,
  source     text not null,
  elements   text[] not null,
  purpose    text not null,
  case_id    text,
  -- Why it was refused: a code with a sentence.
  why        text not null check (why <> ''),
  alarmed_at timestamptz not null
);
create index alarms_subject on grants.alarms (subject, alarmed_at desc);
create index alarms_newest on grants.alarms (alarmed_at desc, id desc);

create trigger append_only before update or delete or truncate on grants.alarms for each statement execute function kernel.forbid();
