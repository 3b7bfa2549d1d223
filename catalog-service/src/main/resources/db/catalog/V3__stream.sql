-- The continuous capture of each source, and what the recoverable intervals follow from: physical backups and pieces of
-- the stream, each where it is sound. Pieces are no restore points, so none of them is offered as one.

create table stream (
  source varchar primary key,
  record jsonb   not null
);
comment on table stream is 'How far each destination holds a stream, its gaps and its alarms';

alter table backup add column sound varchar[] not null default '{}';
comment on column backup.sound is 'Where a restore can be tried from and nothing was found bad';
comment on column backup.offered is 'Whether it is a restore point that some destination holds';
update backup set sound = destinations where state <> 'DAMAGED';
update backup set offered = false where kind = 'WAL';

create index backup_piece on backup (source, captured_at, id) where kind = 'WAL';
create index backup_restorable on backup (source, captured_at, id) where offered;

drop index event_failure;
drop index event_failure_of_source;
create index event_failure on event (at, id)
  where type in ('BACKUP_FAILED', 'VERIFICATION_FAILED', 'STREAM_ALARM', 'STREAM_GAP');
create index event_failure_of_source on event (source, at, id)
  where type in ('BACKUP_FAILED', 'VERIFICATION_FAILED', 'STREAM_ALARM', 'STREAM_GAP');
create index event_alarm on event (at, id) where type = 'STREAM_ALARM';
