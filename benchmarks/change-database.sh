#!/usr/bin/env bash
# Changes about PERCENT % of the 8 KiB pages of a cluster that make-database.sh made, as a day's work does:
#
#   change-database.sh DIRECTORY [PERCENT]      1 when not given
#
# About half of the changed pages lie singly all over tables and indexes, the rest together: one branch's accounts, the
# newest orders, new events. Each call changes other pages; on another machine it would be the same ones. WAL carries no
# full pages here, or the log of the change would be as large as the change.
set -euo pipefail
(($# == 1 || $# == 2)) || {
  echo "usage: $0 DIRECTORY [PERCENT]" >&2
  exit 2
}
here=$(cd "$(dirname "$0")" && pwd -P)
data=$(realpath "$1")
percent=${2:-1}
# shellcheck source=benchmarks/postgres.sh
. "$here/postgres.sh"

[[ -e $data/PG_VERSION ]] || {
  echo "$data is no PostgreSQL data directory" >&2
  exit 66
}

touch_rows() { # DATABASE TABLE ASSIGNMENT PAGES WHICH ROWS: updates the given rows of so many pages, "singly" or "together"
  local chosen="SELECT DISTINCT floor(random() * size)::bigint AS page FROM generate_series(1, $4)"
  if [[ $5 == together ]]; then
    chosen="SELECT start + i AS page FROM generate_series(0, $4 - 1) AS i"
  fi
  sql "$1" <<SQL
    SELECT setseed($seed) \g /dev/null
    UPDATE $2 SET $3
    WHERE ctid = ANY (ARRAY(
      SELECT format('(%s,%s)', page, place)::tid
      FROM (SELECT size, floor(random() * (size - $4))::bigint AS start
            FROM (SELECT pg_relation_size('$2') / 8192 AS size) AS measured) AS whole,
           LATERAL ($chosen) AS chosen, unnest(ARRAY[$6]) AS place));
SQL
}

add_events() { # COUNT: new events of any kind, which go to the end of the table and all over its indexes
  sql shop <<SQL
    SELECT setseed($seed) \g /dev/null
    INSERT INTO events
    SELECT top + i, md5((top + i)::text)::uuid, newest + i * interval '0.3 s', kind, order_id,
           md5('session' || (top + i) / 6)::uuid, payload, message
    FROM (SELECT max(id) AS top, max(occurred_at) AS newest FROM events) AS present,
         LATERAL (SELECT i, 1 + floor(random() * top)::bigint AS model FROM generate_series(1, $1) AS i) AS chosen
         JOIN events ON events.id = model;
SQL
}

pages=$(awk -v bytes="$(du -sb "$data" | cut -f1)" -v percent="$percent" \
  'BEGIN { printf "%d", bytes / 8192 * percent / 100 }')
trap close_scratch EXIT
open_scratch
start_server "$data" shared_buffers=512MB fsync=off synchronous_commit=off autovacuum=off full_page_writes=off \
  max_wal_size=4GB min_wal_size=32MB wal_recycle=off checkpoint_timeout=1h
seed=$(sql shop -c "SELECT max(id) % 100003 / 100003.0 FROM events")
touch_rows bench pgbench_accounts "abalance = abalance + 1" $((pages * 20 / 100)) singly 1,2
touch_rows bench pgbench_accounts "abalance = abalance + 1" $((pages * 25 / 100)) together 1,2
touch_rows shop orders "status = 'returned'" $((pages * 15 / 100)) singly 1
touch_rows shop orders "status = 'delivered'" $((pages * 20 / 100)) together 1
add_events $((pages * 20 / 100 / 4))
stop_server
