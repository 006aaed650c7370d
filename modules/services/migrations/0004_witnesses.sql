-- A signature that somebody gave by his presence at a counter: which clerk saw it, in which session. The signature itself is the clerk's, over who signed what before him.
create table services.witnesses (
  case_id text not null,
  round   int not null,
  party   text not null,
  clerk   text not null,
  session text not null,
  primary key (case_id, round, party),
  foreign key (case_id, round, party) references services.signatures
);
