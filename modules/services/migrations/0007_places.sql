-- The place that a submission is about, as the answer stands that its matter names (`earlierAt`); null where it names none. An
-- officer finds by it what else was asked of his agency for the same place.
alter table services.submissions add column place text;
create index submissions_place on services.submissions (organ, place) where place is not null;
