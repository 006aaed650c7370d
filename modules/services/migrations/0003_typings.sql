-- What was typed into each group of a draft and is no answer yet, as its text, by field: {group: {version, at, by, device, fields}}.
-- The version counts every change to a group, so that nobody overwrites what he has not seen.
alter table services.drafts add column typings jsonb not null default '{}';
