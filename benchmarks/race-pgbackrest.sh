#!/usr/bin/env bash
# Races Backstay against pgBackRest, Barman, pg_basebackup and pg_dump: the same cluster, the same machine, in alternation,
# each run a whole process measured from outside. Prints a table as Markdown; appends every single run as a JSON line.
#
#   race-pgbackrest.sh [--size GB] [--data mixed|pgbench] [--rounds N] [--transactions N] [--tools TOOL,...]
#                      [--work DIRECTORY] [--keep] [--results FILE] [--backstay PROGRAM]
#
#   --size, --data  of the cluster that make-database.sh makes; 2 and mixed when not given
#   --transactions  of pgbench between the full backup and the incremental one; 8000 when not given
#   --tools         of backstay-sql, backstay-local, pgbackrest, barman, pg_basebackup, pg_dump; all when not given
#   --work          where everything is written, on one file system; ${TMPDIR:-/tmp}/backstay-race when not given
#   --keep          leave data, repositories and logs there
#   --results       results/race-pgbackrest.jsonl beside this script when not given
#   --backstay      the program to race; ./backstay of this checkout when not given
#
# pgBackRest compresses by zstd level 1 and encrypts (aes-256-cbc), with as many processes as there are cores, as Backstay
# does. Barman and pg_basebackup neither encrypt nor deduplicate; pg_basebackup's and pg_dump's output goes through zstd
# level 1 on all cores. What pgBackRest and Backstay restore is started and compared by its balances and rows, outside
# the measured time. A difference ends the race. The server keeps 2 GB of log (wal_keep_size), the way for
# versions that do not summarise it: an incremental backup of Backstay finds in it what changed since the earlier one.
set -euo pipefail

race=race-pgbackrest
here=$(cd "$(dirname "$0")" && pwd -P)
size=2
data_kind=mixed
rounds=3
transactions=8000
tools=backstay-sql,backstay-local,pgbackrest,barman,pg_basebackup,pg_dump
work=${TMPDIR:-/tmp}/backstay-race
keep=
results=$here/results/race-pgbackrest.jsonl
backstay=$here/../backstay

usage() {
  sed -n '/^#   race-pgbackrest/,/^#   --backstay/s/^#  \{0,1\}//p' "$0" >&2
  exit 2
}

while (($# > 0)); do
  case $1 in
    --keep) keep=yes && shift && continue ;;
    --size | --data | --rounds | --transactions | --tools | --work | --results | --backstay) (($# > 1)) || usage ;;
    *) usage ;;
  esac
  case $1 in
    --size) size=$2 ;;
    --data) data_kind=$2 ;;
    --rounds) rounds=$2 ;;
    --transactions) transactions=$2 ;;
    --tools) tools=$2 ;;
    --work) work=$2 ;;
    --results) results=$(realpath -m "$2") ;;
    --backstay) backstay=$2 ;;
  esac
  shift 2
done
# shellcheck source=benchmarks/racing.sh
. "$here/racing.sh"
# shellcheck source=benchmarks/postgres.sh
. "$here/postgres.sh"

takes_part() { # TOOL
  [[ ,$tools, == *,$1,* ]]
}

for tool in ${tools//,/ }; do
  case $tool in
    backstay-sql | backstay-local | pg_basebackup | pg_dump) ;;
    pgbackrest | barman)
      command -v "$tool" >/dev/null || fail "$tool is missing (Debian: apt-get install $tool)"
      ;;
    *) usage ;;
  esac
done
for program in jq zstd /usr/bin/time; do
  command -v "$program" >/dev/null || fail "$program is missing (Debian: apt-get install jq zstd time)"
done
[[ -x $backstay ]] || fail "no program at $backstay"
backstay=$(realpath "$backstay")

# --- the ground: a server with a database, and a place for each tool

mkdir -p "$work" "$(dirname "$results")"
run=$(mktemp -d "$(realpath "$work")/race.XXXXXX")
chmod 755 "$run" # PostgreSQL's user passes through
mkdir "$run/logs" "$run/tmp"
finish() {
  close_scratch
  [[ -n $keep ]] || rm -rf "$run"
}
trap finish EXIT
open_scratch
data=$run/data
cores=$(nproc)
"$here/make-database.sh" "$data" "$size" "$data_kind" >&2
PGPORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

as_postgres=("${as_server[@]}" env "PATH=$postgres_bin:$PATH" "PGHOST=$PGHOST" "PGPORT=$PGPORT" PGUSER=postgres)
mkdir "$run/pgbackrest" "$run/pgbackrest-lock" "$run/pgbackrest-spool" "$run/barman" "$run/plain"
cat >"$run/pgbackrest.conf" <<CONF
[global]
repo1-path=$run/pgbackrest
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=race
repo1-retention-full=99
compress-type=zst
compress-level=1
process-max=$cores
start-fast=y
log-level-file=off
log-level-console=warn
lock-path=$run/pgbackrest-lock
spool-path=$run/pgbackrest-spool
[race]
pg1-path=$data
pg1-port=$PGPORT
pg1-socket-path=$PGHOST
CONF
cat >"$run/barman.conf" <<CONF
[barman]
barman_home = $run/barman
barman_user = postgres
log_file = $run/barman/barman.log
compression =
[race]
description = race
conninfo = host=$PGHOST port=$PGPORT user=postgres dbname=postgres
streaming_conninfo = host=$PGHOST port=$PGPORT user=postgres
backup_method = postgres
streaming_archiver = on
slot_name = barman
create_slot = auto
path_prefix = $postgres_bin
CONF
if ((EUID == 0)); then
  chown -R postgres: "$run"/{pgbackrest,pgbackrest-lock,pgbackrest-spool,barman,plain}
fi
pgbackrest=("${as_postgres[@]}" pgbackrest "--config=$run/pgbackrest.conf" --stanza=race)
barman=("${as_postgres[@]}" barman -c "$run/barman.conf")

echo "race" >"$run/password"
echo "postgresql://postgres@127.0.0.1:$PGPORT/postgres?sslmode=disable" >"$run/url"
chmod 600 "$run/url"
export BACKSTAY_PASSWORD_FILE=$run/password XDG_CACHE_HOME=$run/backstay-cache
unset BACKSTAY_JAVA_OPTS
"$backstay" version >/dev/null # builds it on first use

archive=true
if takes_part pgbackrest; then
  # The command itself runs as the server's user and finds its configuration by name.
  archive="pgbackrest --config=$run/pgbackrest.conf --stanza=race archive-push %p"
fi
summaries=() # from 17 on the server tells itself what changed
[[ ! $("$postgres_bin/postgres" --version) =~ \)\ (1[789]|[2-9][0-9]) ]] || summaries=(summarize_wal=on)
serve() {
  start_server "$data" listen_addresses=127.0.0.1 "port=$PGPORT" shared_buffers=512MB max_wal_size=4GB \
    wal_keep_size=2GB archive_mode=on "archive_command='$archive'" "${summaries[@]}"
}

backstay_backup() { # TOOL KIND
  local reading=--remote
  [[ $1 == backstay-local ]] && reading=--local
  measured "$2" "$1" "$run/$1" env "TMPDIR=$run/tmp" "BACKSTAY_VAULT=$run/$1" \
    "$backstay" backup postgres --url-file "$run/url" --kind "$2" "$reading"
}

backup() { # KIND: full or incremental, by every tool
  local tool kind=$1
  for tool in ${tools//,/ }; do
    warm
    case $tool in
      backstay-*) backstay_backup "$tool" "$kind" ;;
      pgbackrest)
        measured "$kind" pgbackrest "$run/pgbackrest" "${pgbackrest[@]}" \
          "--type=$([[ $kind == full ]] && echo full || echo incr)" backup
        ;;
      barman) [[ $kind != full ]] || measured full barman "$run/barman" "${barman[@]}" backup race ;;
      pg_basebackup)
        [[ $kind != full ]] || measured full pg_basebackup "$run/plain" "${as_postgres[@]}" bash -o pipefail -c \
          "pg_basebackup -D - -Ft -X fetch -c fast | zstd -q -1 -T0 -f -o '$run/plain/base.tar.zst'"
        ;;
      pg_dump)
        [[ $kind != full ]] || measured full pg_dump "$run/plain" "${as_postgres[@]}" bash -o pipefail -c \
          "for d in bench shop; do pg_dump -Fc -Z0 \$d | zstd -q -1 -T0 -f -o '$run/plain/'\$d.dump.zst; done"
        ;;
    esac
  done
}

warm() {
  find "$data" -type f -exec cat {} + >/dev/null 2>&1 || true # files may vanish under a running server
}

# What the database says of itself, whichever copy of it answers.
state() {
  sql bench -c "SELECT (SELECT sum(abalance) FROM pgbench_accounts), (SELECT sum(bbalance) FROM pgbench_branches),
    (SELECT sum(tbalance) FROM pgbench_tellers), (SELECT count(*) FROM pgbench_history)"
  sql shop -c "SELECT count(*), sum(total) FROM orders" -c "SELECT count(*), max(id) FROM events"
}

compared() { # TOOL: starts what it restored, and compares
  if ((EUID == 0)); then
    chown -R postgres: "$run/restored"
  fi
  chmod 700 "$run/restored"
  start_server "$run/restored" "port=$PGPORT" archive_mode=off
  local waited=0
  until [[ $(sql postgres -c "SELECT pg_is_in_recovery()") == f ]]; do
    ((waited++ < 300)) || fail "what $1 restored did not come out of recovery"
    sleep 0.2
  done
  diff <(echo "$expected") <(state) >&2 || fail "what $1 restored differs from the source"
  stop_server
  if [[ -x $postgres_bin/pg_checksums ]]; then # else the server has verified all that was read above
    "${as_server[@]}" "$postgres_bin/pg_checksums" --check -D "$run/restored" >"$run/logs/$round-checksums-$1.log" 2>&1 ||
      fail "page checksums of what $1 restored are wrong"
  fi
  put_away "$run/restored"
}

restores() {
  local tool
  for tool in ${tools//,/ }; do
    case $tool in
      backstay-sql)
        measured restore "$tool" "$run/$tool" env "TMPDIR=$run/tmp" "BACKSTAY_VAULT=$run/$tool" \
          "$backstay" restore postgres --immediate --target "$run/restored"
        compared "$tool"
        ;;
      pgbackrest)
        mkdir -m 700 "$run/restored"
        if ((EUID == 0)); then
          chown postgres: "$run/restored"
        fi
        measured restore pgbackrest "$run/pgbackrest" "${pgbackrest[@]}" "--pg1-path=$run/restored" --type=immediate \
          --target-action=promote restore
        compared pgbackrest
        ;;
    esac
  done
}

one_round() {
  local tool
  serve
  for tool in backstay-sql backstay-local; do
    if takes_part "$tool"; then
      [[ ! -e $run/$tool ]] || put_away "$run/$tool"
      BACKSTAY_VAULT=$run/$tool "$backstay" vault init >"$run/logs/$round-init-$tool.log" 2>&1
    fi
  done
  if takes_part pgbackrest && ((round == 1)); then
    "${pgbackrest[@]}" stanza-create
  fi
  if takes_part barman; then # its receiver ends with the server
    ((round > 1)) || "${barman[@]}" receive-wal --create-slot race >"$run/logs/barman-slot.log" 2>&1 || true
    "${barman[@]}" cron >"$run/logs/barman-cron.log" 2>&1
    "${barman[@]}" switch-wal --force --archive race >"$run/logs/barman-switch.log" 2>&1 || true
  fi
  backup full
  server pgbench --no-vacuum --client=2 --jobs=2 --transactions=$((transactions / 2)) --random-seed=$((round + 7)) bench \
    >"$run/logs/$round-pgbench.log" 2>&1
  sql postgres -c CHECKPOINT
  backup incremental
  expected=$(state)
  stop_server
  restores
}

started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
load=$(cut -d' ' -f1-3 /proc/loadavg)
commit=$(git -C "$(dirname "$backstay")" rev-parse --short HEAD 2>/dev/null || echo unknown)
for ((round = 1; round <= rounds; round++)); do
  one_round
done
machine
echo "- data: $data_kind, $(du -sb "$data" | awk '{ printf "%.0f MiB", $1 / 1048576 }'), $rounds rounds, $transactions transactions between the backups"
echo "- programs: $(pgbackrest version 2>/dev/null || true), barman $(barman --version 2>/dev/null | head -1 || true), $("$postgres_bin/postgres" --version)"
echo
figures pgbackrest
