-- Whoever watches the messages asks for what was sent lately.
create index deliveries_made on messages.deliveries (made_at);
