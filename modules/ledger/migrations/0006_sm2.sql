-- Agencies may sign by the commercial cryptography of China (GB/T 32918.2), where the kind of a certificate says so.
alter table ledger.keys drop constraint keys_algorithm_check;
alter table ledger.keys add constraint keys_algorithm_check check (algorithm in ('ES256', 'Ed25519', 'SM2'));
