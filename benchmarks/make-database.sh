#!/usr/bin/env bash
# Makes a PostgreSQL 15 cluster as production has them, stopped cleanly, with data checksums:
#
#   make-database.sh DIRECTORY SIZE_GB [mixed|pgbench]     1 GB = 2^30 bytes; fractions are allowed, from 0.2 on
#
# pgbench: its tables and their indexes alone. mixed, when nothing is given:
#
#   35 %  pgbench's tables, a tenth of their rows updated, then some transactions
#   40 %  business tables: uuids, instants, amounts, jsonb documents, free text
#   20 %  b-tree indexes of both
#    5 %  WAL, catalogs, the rest
#
# Every row but the time stamps of pgbench's history is the same each time. Needs Debian's postgresql-15 and JDK 25.
set -euo pipefail
kind=${3:-mixed}
[[ ($# -eq 2 || $# -eq 3) && ($kind == mixed || $kind == pgbench) ]] || {
  echo "usage: $0 DIRECTORY SIZE_GB [mixed|pgbench]" >&2
  exit 2
}
here=$(cd "$(dirname "$0")" && pwd -P)
data=$(realpath -m "$1")
size_gb=$2
# shellcheck source=benchmarks/postgres.sh
. "$here/postgres.sh"

if [[ -e $data ]] && [[ -n $(ls -A "$data") ]]; then
  echo "$data is not empty; nothing was changed" >&2
  exit 66
fi
size_mib=$(awk -v gb="$size_gb" 'BEGIN { printf "%d", gb * 1024 }')
((size_mib >= 200)) || {
  echo "SIZE_GB is $size_gb; a cluster of less than 0.2 GB is nearly all catalogs" >&2
  exit 2
}

java_home=$("$here/../mvnw" --print-java-home)
trap close_scratch EXIT
open_scratch

# Measured bytes of heap for a row, and for a unit of pgbench's scale with a tenth of its rows stored twice.
pgbench_scale_bytes=14780000
customer_bytes=431
order_bytes=593
event_bytes=331

pgbench_scale_index_bytes=2250000

if [[ $kind == pgbench ]]; then
  business=0
  scale=$((size_mib * 1048576 / 100 * 95 / (pgbench_scale_bytes + pgbench_scale_index_bytes)))
else
  business=$((size_mib * 1048576 / 100 * 40))
  scale=$(((size_mib * 1048576 / 100 * 35 + pgbench_scale_bytes / 2) / pgbench_scale_bytes))
fi
customers=$((business * 10 / 100 / customer_bytes))
orders=$((business * 40 / 100 / order_bytes))
events=$((business * 50 / 100 / event_bytes))
catalogs_mib=38
wal_mib=$(((size_mib * 5 / 100 - catalogs_mib) / 16 * 16))
((wal_mib >= 16)) || wal_mib=16
# Each transaction changes an account on a page of its own, of which WAL keeps a full image.
transactions=$((wal_mib * 120))

rows() { # TABLE COUNT: generated rows to stdout
  "$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=4 -cp "$scratch/classes" \
    dev.backstay.benchmarks.rows.BusinessRows "$1" 1 "$2" /dev/stdout
}

load() { # TABLE COUNT COLUMNS: in one transaction with CREATE TABLE, so that no WAL is written and rows start frozen
  {
    echo "BEGIN; CREATE TABLE $1 ($3); COPY $1 FROM stdin (FREEZE);"
    rows "$1" "$2"
    echo '\.'
    echo "COMMIT;"
  } | sql shop
}

load_customers() {
  load customers "$customers" "id bigint, uuid uuid, name text, email text, phone text, street text, city text, \
    country char(2), created_at timestamptz, balance numeric(12,2), preferences jsonb, note text) WITH (fillfactor=90"
  sql shop <<'SQL'
    ALTER TABLE customers ADD PRIMARY KEY (id);
    CREATE UNIQUE INDEX customers_uuid ON customers (uuid);
    CREATE UNIQUE INDEX customers_email ON customers (email);
    CREATE INDEX customers_name ON customers (name, city);
SQL
}

load_orders() {
  load orders "$orders" "id bigint, uuid uuid, customer_id bigint, status text, placed_at timestamptz, \
    updated_at timestamptz, total numeric(12,2), currency char(3), lines jsonb, shipping jsonb, remark text) \
    WITH (fillfactor=90"
  sql shop <<'SQL'
    ALTER TABLE orders ADD PRIMARY KEY (id);
    CREATE UNIQUE INDEX orders_uuid ON orders (uuid);
    CREATE INDEX orders_customer ON orders (customer_id, placed_at);
    CREATE INDEX orders_placed_at ON orders (placed_at);
    UPDATE orders SET status = 'delivered', updated_at = updated_at + interval '1 day' WHERE id % 50 = 0;
SQL
}

load_events() {
  load events "$events" "id bigint, uuid uuid, occurred_at timestamptz, kind text, order_id bigint, session uuid, \
    payload jsonb, message text"
  sql shop <<'SQL'
    ALTER TABLE events ADD PRIMARY KEY (id);
    CREATE UNIQUE INDEX events_uuid ON events (uuid);
    CREATE INDEX events_kind ON events (kind, occurred_at);
    CREATE INDEX events_order ON events (order_id);
    CREATE INDEX events_session ON events (session);
    CREATE INDEX events_subject ON events ((payload->>'subject'), occurred_at);
SQL
}

load_pgbench() {
  server pgbench --quiet --initialize --init-steps=dtGvp --scale="$scale" bench 2>"$scratch/pgbench.log" || {
    cat "$scratch/pgbench.log" >&2
    return 1
  }
  sql bench -c "UPDATE pgbench_accounts SET abalance = (aid::bigint * 7919 % 20011 - 10005)::int WHERE aid % 10 = 3"
}

echo "making $data: $size_mib MiB, pgbench scale $scale, $customers customers, $orders orders, $events events" >&2
mkdir -p "$data" "$scratch/classes"
if ((EUID == 0)); then
  chown postgres: "$data"
fi
"$java_home/bin/javac" -proc:none -d "$scratch/classes" \
  $(find "$here/src/main/java/dev/backstay/benchmarks/rows" -name '*.java' ! -name package-info.java)
server initdb --pgdata "$data" --data-checksums --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
  --no-sync >"$scratch/initdb.log"

memory=(shared_buffers=512MB maintenance_work_mem=256MB fsync=off synchronous_commit=off autovacuum=off)
start_server "$data" "${memory[@]}" wal_level=minimal max_wal_senders=0 full_page_writes=off max_wal_size=4GB \
  min_wal_size=32MB wal_recycle=off checkpoint_timeout=1h
sql postgres -c "CREATE DATABASE shop" -c "CREATE DATABASE bench"
# Two at a time, of about the same length.
(load_orders && load_customers) &
first=$!
(load_pgbench && load_events) &
second=$!
wait "$first"
wait "$second"
sql shop -c "VACUUM (ANALYZE)"
sql bench -c "VACUUM (ANALYZE)"
stop_server

# Ordinary settings write ordinary WAL, which is kept up to its share.
start_server "$data" "${memory[@]}" "wal_keep_size=${wal_mib}MB" max_wal_size=4GB \
  min_wal_size=32MB wal_recycle=off checkpoint_timeout=1h
server pgbench --no-vacuum --client=2 --jobs=2 --transactions=$((transactions / 2)) --random-seed=7 bench \
  >"$scratch/pgbench.log" 2>&1 || {
  cat "$scratch/pgbench.log" >&2
  exit 1
}
sizes() { # DATABASE: bytes of user heap with TOAST, and of user b-trees
  sql "$1" -F ' ' -c "
    SELECT coalesce(sum(pg_relation_size(oid)) FILTER (WHERE relkind IN ('r', 't')), 0),
           coalesce(sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'i'), 0)
    FROM pg_class WHERE oid >= 16384"
}
bench_sizes=$(sizes bench)
shop_sizes=$(sizes shop)
stop_server

wal=$(du -sb "$data/pg_wal" | cut -f1)
total=$(du -sb "$data" | cut -f1)
awk -v bench="$bench_sizes" -v shop="$shop_sizes" -v wal="$wal" -v total="$total" -v data="$data" '
  function line(what, bytes) { printf "%-28s %8.0f MiB %5.1f %%\n", what, bytes / 1048576, 100 * bytes / total }
  BEGIN {
    split(bench, b, " "); split(shop, s, " ")
    line("pgbench tables", b[1]); line("business tables", s[1]); line("b-tree indexes", b[2] + s[2])
    line("WAL", wal); line("catalogs and the rest", total - wal - b[1] - b[2] - s[1] - s[2])
    line("in all", total); print data
  }'
