-- A fifth ground: the person sits opposite a clerk at a counter, and the clerk serves him.
alter table grants.grants drop constraint grants_basis_check;
alter table grants.grants add constraint grants_basis_check check (basis in ('consent', 'statutory', 'mandate', 'role', 'presence'));
