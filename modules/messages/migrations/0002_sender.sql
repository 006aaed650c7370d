-- The agency in whose name a message was written; null where the house wrote for itself.
alter table messages.messages add column sender text references parties.parties;
