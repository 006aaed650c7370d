-- Whoever watches the clocks asks for those that are due in the last year and the time to come.
create index clocks_due on services.clocks (due_at);
