-- Each certificate has a number of its own in the order of issue; its place in the published lists of standings is worked out from it.
create sequence certificates.status_numbers minvalue 0 start 0;
alter table certificates.certificates add column status_number bigint not null unique default nextval('certificates.status_numbers');
create index certificates_later on certificates.certificates (type, number) where version <> '001';
