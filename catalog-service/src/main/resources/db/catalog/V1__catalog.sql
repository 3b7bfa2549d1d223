-- The catalog's tables. Every row but an event's is a state folded from events: `record` holds the whole of it,
-- the other columns are what lists are filtered and ordered by. Nothing here is a truth of its own:
-- all of it can be removed and read again from the topics.

create table event (
  sequence    bigint generated always as identity primary key,
  id          uuid        not null unique,
  type        varchar     not null,
  subject     varchar     not null,
  source      varchar,
  backup      uuid,
  destination varchar,
  actor       varchar,
  at          timestamptz not null,
  envelope    varchar     not null
);
comment on table event is 'Every fact once, as it travelled (CloudEvents JSON); sequence is the order of arrival';
create index event_of_backup on event (backup, at, id) where backup is not null;
create index event_verification on event (at, id)
  where type in ('VERIFIED', 'VERIFICATION_FAILED');
create index event_verification_of_source on event (source, at, id)
  where type in ('VERIFIED', 'VERIFICATION_FAILED');
create index event_failure on event (at, id)
  where type in ('BACKUP_FAILED', 'VERIFICATION_FAILED');
create index event_failure_of_source on event (source, at, id)
  where type in ('BACKUP_FAILED', 'VERIFICATION_FAILED');
create index event_asked on event (at, id)
  where actor is not null and type in ('BACKUP_REQUESTED', 'VERIFICATION_REQUESTED', 'PRUNE_REQUESTED', 'RESTORE_REQUESTED');
create index event_parked on event (at, id) where type = 'MESSAGE_PARKED';

create table backup (
  id           uuid        primary key,
  source       varchar     not null,
  kind         varchar,
  state        varchar     not null,
  captured_at  timestamptz not null,
  completed_at timestamptz,
  snapshot     varchar,
  bytes        bigint,
  bytes_stored bigint,
  offered      boolean     not null,
  proven_level varchar,
  proven_at    timestamptz,
  destinations varchar[]   not null,
  tags         varchar[]   not null,
  record       jsonb       not null
) with (fillfactor = 85);
comment on column backup.captured_at is 'The instant it restores to; before it is captured, the best that is known of it';
comment on column backup.destinations is 'Where a restore can be tried from';
create index backup_by_time on backup (captured_at, id);
create index backup_of_source on backup (source, captured_at, id);
create index backup_in_state on backup (state, captured_at, id);
create index backup_offered on backup (captured_at, id) where offered;
create index backup_retained on backup (source, captured_at, id) where state not in ('FORGOTTEN', 'DELETED');
create index backup_at_destination on backup using gin (destinations);
create index backup_tagged on backup using gin (tags);

create table source (
  name   varchar primary key,
  record jsonb   not null
);

create table destination (
  name   varchar primary key,
  record jsonb   not null
);

create table prune (
  id     uuid        primary key,
  source varchar     not null,
  at     timestamptz not null,
  record jsonb       not null
);
create index prune_by_time on prune (at, id);

create table restore (
  id     uuid        primary key,
  source varchar     not null,
  backup uuid        not null,
  at     timestamptz not null,
  record jsonb       not null
);
create index restore_by_time on restore (at, id);

create table scheduler (
  instance varchar     primary key,
  at       timestamptz not null,
  record   jsonb       not null
);

create table rebuild (
  started_at  timestamptz primary key,
  finished_at timestamptz,
  events      bigint      not null
);
comment on table rebuild is 'When everything was read again from the topics; one without an end is taken up at the next start';
