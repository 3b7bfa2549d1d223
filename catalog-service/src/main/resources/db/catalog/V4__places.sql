-- At which destinations a backup is proven, was found bad, and ever was; and how far the stream was rolled up there. What
-- lies at a destination that the policy names no more counts for nothing, so one state for all of them is not enough.

alter table backup add column proven varchar[] not null default '{}';
comment on column backup.proven is 'Where it is proven and nothing was found bad since';
alter table backup add column damaged varchar[] not null default '{}';
comment on column backup.damaged is 'Where a restore can be tried from and it was found bad';
alter table backup add column published varchar[] not null default '{}';
comment on column backup.published is 'Wherever it was published, whatever became of it there';
alter table backup add column rolled_system varchar;
alter table backup add column rolled_timeline integer;
alter table backup add column rolled_to bigint;
comment on column backup.rolled_to is 'Where the piece of the stream ends that it holds';

-- rows hold less than these columns ask for: everything is read again from the topics at the next start
insert into rebuild (started_at, events)
  select now(), 0 where exists (select from rebuild);
delete from event;
delete from backup;
delete from source;
delete from destination;
delete from prune;
delete from restore;
delete from scheduler;
delete from stream;
