-- The number that people know a case by, so that whoever reads what a changed table does can find it: none on receipts made before.
-- It is no part of what was decided, so the digest of a receipt does not hold it.
alter table decisions.receipts add column case_number text;

-- What a shadow said beside what was decided: by a person where the case came to one, else by the machine; null while it waits for a person.
create view decisions.comparisons as
  select s.shadow, s.receipt, m.case_id, m.case_number, m.agency, m.decided_at, s.outcome, s.reason,
    coalesce(final.outcome, nullif(m.outcome, 'ROUTE')) as decided, case when final.outcome is null then 'machine' else 'person' end as by
  from decisions.shadow_results s join decisions.receipts m on m.id = s.receipt
  left join lateral (
    select coalesce(h.outcome, h.decision->>'outcome') as outcome from decisions.receipts h
    where h.case_id = m.case_id and h.table_id = m.table_id and h.mode <> 'machine' and h.decided_at >= m.decided_at order by h.decided_at, h.id limit 1) final on true;
