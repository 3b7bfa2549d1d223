-- The role by which Backstay backs up a cluster: it reads files of the data directory and its log, and changes nothing.
-- Run it as a superuser in the database that Backstay's URL names; then give the role a password: \password backstay

CREATE ROLE backstay LOGIN REPLICATION;

-- Names and values of settings that a recovery must know, such as shared_preload_libraries.
GRANT pg_read_all_settings TO backstay;

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    -- Listing and reading files below the data directory; absolute paths stay closed to it.
    'pg_catalog.pg_ls_dir(text,boolean,boolean)',
    'pg_catalog.pg_stat_file(text,boolean)',
    'pg_catalog.pg_read_binary_file(text,bigint,bigint,boolean)',
    -- Beginning and ending a backup: from version 15, and before it.
    'pg_catalog.pg_backup_start(text,boolean)',
    'pg_catalog.pg_backup_stop(boolean)',
    'pg_catalog.pg_start_backup(text,boolean,boolean)',
    'pg_catalog.pg_stop_backup(boolean,boolean)',
    -- What changed between two backups, from version 17.
    'pg_catalog.pg_available_wal_summaries()',
    'pg_catalog.pg_wal_summary_contents(bigint,pg_lsn,pg_lsn)',
    'pg_catalog.pg_get_wal_summarizer_state()'
  ] LOOP
    IF to_regprocedure(wanted) IS NOT NULL THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO backstay', wanted);
    END IF;
  END LOOP;
END
$$;
