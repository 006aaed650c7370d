-- A window far down the queue is found in these indexes alone: they hold all that one may ask for, so that the tasks before it are
-- passed over without being read.
drop index services.waiting_due;
drop index services.waiting_newest;
create index waiting_due on services.waiting (agency, due_at, task) include (role, holder, warn_at, definition, reason, number, changed_at);
create index waiting_newest on services.waiting (agency, opened_at desc, task) include (role, holder, due_at, warn_at, definition, reason, number);
