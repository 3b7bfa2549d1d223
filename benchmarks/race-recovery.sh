#!/usr/bin/env bash
# Races Backstay against pgBackRest to an instant: one cluster under load, its log streamed to a destination by the running
# platform and archived by pgBackRest. Each then brings the cluster back to the same instant, in alternation, from the
# first byte of the restore until the server has recovered and takes writes. Prints a table as Markdown; appends every
# single run as a JSON line.
#
#   race-recovery.sh [--size GB] [--data mixed|pgbench] [--rounds N] [--transactions N]
#                    [--work DIRECTORY] [--keep] [--results FILE] [--backstay PROGRAM]
#
#   --size, --data  of the cluster that make-database.sh makes; 2 and mixed when not given
#   --transactions  of pgbench between the backup and the instant; 50000 when not given
#   --work          where everything is written, on one file system; ${TMPDIR:-/tmp}/backstay-race when not given
#   --keep          leave data, repositories and logs there
#   --results       results/race-recovery.jsonl beside this script when not given
#   --backstay      the program to race; ./backstay of this checkout when not given
#
# pgBackRest compresses by zstd level 1, encrypts, and fetches its archive ahead of the server (archive-async), with as many
# processes as there are cores. What was recovered is compared by its balances and rows, outside of the measured time; a
# difference ends the race.
set -euo pipefail

race=race-recovery
here=$(cd "$(dirname "$0")" && pwd -P)
size=2
data_kind=mixed
rounds=3
transactions=50000
work=${TMPDIR:-/tmp}/backstay-race
keep=
results=$here/results/race-recovery.jsonl
backstay=$here/../backstay

usage() {
  sed -n '/^#   race-recovery/,/^#   --backstay/s/^#  \{0,1\}//p' "$0" >&2
  exit 2
}

while (($# > 0)); do
  case $1 in
    --keep) keep=yes && shift && continue ;;
    --size | --data | --rounds | --transactions | --work | --results | --backstay) (($# > 1)) || usage ;;
    *) usage ;;
  esac
  case $1 in
    --size) size=$2 ;;
    --data) data_kind=$2 ;;
    --rounds) rounds=$2 ;;
    --transactions) transactions=$2 ;;
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

for program in pgbackrest jq curl /usr/bin/time; do
  command -v "$program" >/dev/null || fail "$program is missing (Debian: apt-get install pgbackrest jq curl time)"
done
[[ -x $backstay ]] || fail "no program at $backstay"
backstay=$(realpath "$backstay")

# --- the ground: a server with a database, a repository for pgBackRest, a home for the platform

mkdir -p "$work" "$(dirname "$results")"
run=$(mktemp -d "$(realpath "$work")/recovery.XXXXXX")
chmod 755 "$run" # PostgreSQL's user passes through
mkdir "$run/logs" "$run/tmp" "$run/home"
platform=
end_platform() {
  if [[ -n $platform ]]; then
    kill "$platform" 2>/dev/null || true
    wait "$platform" || true
    platform=
  fi
}
finish() {
  end_platform
  close_scratch
  [[ -n $keep ]] || rm -rf "$run"
}
trap finish EXIT
open_scratch
data=$run/data
"$here/make-database.sh" "$data" "$size" "$data_kind" >&2
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
PGPORT=$(free_port)
port=$(free_port)

mkdir "$run/pgbackrest" "$run/pgbackrest-lock" "$run/pgbackrest-spool"
cat >"$run/pgbackrest.conf" <<CONF
[global]
repo1-path=$run/pgbackrest
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=race
repo1-retention-full=99
compress-type=zst
compress-level=1
process-max=$(nproc)
archive-async=y
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
if ((EUID == 0)); then
  chown -R postgres: "$run"/pgbackrest{,-lock,-spool}
fi
pgbackrest=("${as_server[@]}" env "PATH=$postgres_bin:$PATH" "PGHOST=$PGHOST" "PGPORT=$PGPORT" PGUSER=postgres
  pgbackrest "--config=$run/pgbackrest.conf" --stanza=race)

echo "race" >"$run/home/vault-password"
echo "postgresql://postgres@127.0.0.1:$PGPORT/postgres?sslmode=disable" >"$run/home/url"
chmod 600 "$run/home/vault-password" "$run/home/url"
cat >"$run/home/backstay.yaml" <<POLICY
vault:
  password: \${file:$run/home/vault-password}
destinations:
  disk:
    kind: local
    path: $run/vault
sources:
  race:
    kind: postgres
    url: \${file:$run/home/url}
    verification:
      newest: L1
POLICY
export BACKSTAY_API=http://127.0.0.1:$port BACKSTAY_PASSWORD_FILE=$run/home/vault-password
export BACKSTAY_VAULT=$run/vault XDG_CACHE_HOME=$run/cache TMPDIR=$run/tmp
unset BACKSTAY_JAVA_OPTS

# Restores by a command, starts the server on what came, and ends when that takes writes.
cat >"$run/recover" <<SCRIPT
#!/usr/bin/env bash
set -euo pipefail
. "$here/postgres.sh"
export PGHOST=$PGHOST PGPORT=$PGPORT
scratch=$scratch
"\$@"
start_server "$run/restored" port=$PGPORT archive_mode=off shared_buffers=512MB max_wal_size=4GB
until [[ \$(sql postgres -c "SELECT pg_is_in_recovery()") == f ]]; do
  sleep 0.1
done
SCRIPT
chmod 755 "$run/recover"

state() { # what the database says of itself, whichever copy of it answers
  sql bench -c "SELECT (SELECT sum(abalance) FROM pgbench_accounts), (SELECT sum(bbalance) FROM pgbench_branches),
    (SELECT sum(tbalance) FROM pgbench_tellers), (SELECT count(*) FROM pgbench_history)"
}

awaited() { # SECONDS WHAT COMMAND...
  local limit=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < limit)) || fail "$what did not come about; logs in $run/logs (--keep)"
    sleep 0.2
  done
}

ready() {
  curl -fsS "http://127.0.0.1:$port/q/health/ready" >/dev/null 2>&1
}

archived() {
  [[ $(sql postgres -c "SELECT last_archived_wal >= '$last_segment' FROM pg_stat_archiver") == t ]]
}

streamed() { # a slot is confirmed by what the destination stored
  [[ $(sql postgres -c "SELECT count(*) FROM pg_replication_slots WHERE restart_lsn >= '$last_position'") -gt 0 ]]
}

protect() { # one full backup by each, load, the instant, some more load; then all of the log is at both
  start_server "$data" listen_addresses=127.0.0.1 "port=$PGPORT" shared_buffers=512MB max_wal_size=4GB archive_mode=on \
    "archive_command='pgbackrest --config=$run/pgbackrest.conf --stanza=race archive-push %p'"
  "${pgbackrest[@]}" stanza-create
  "$backstay" up --home "$run/home" --port "$port" --kafka-port "$(free_port)" >"$run/logs/platform.log" 2>&1 &
  platform=$!
  awaited 120 "a platform that is ready" ready
  "$backstay" backup now race --kind FULL --follow >"$run/logs/backup.log" 2>&1 || fail "see $run/logs/backup.log (--keep)"
  "${pgbackrest[@]}" --type=full backup
  local begun
  begun=$(sql postgres -c "SELECT pg_current_wal_lsn()")
  server pgbench --no-vacuum --client=2 --jobs=2 --transactions=$((transactions / 2)) --random-seed=7 bench \
    >"$run/logs/pgbench.log" 2>&1
  expected=$(state)
  instant=$(sql postgres -c "SELECT clock_timestamp()")
  log_bytes=$(sql postgres -c "SELECT pg_current_wal_lsn() - '$begun'::pg_lsn")
  sleep 1
  server pgbench --no-vacuum --client=2 --transactions=500 --random-seed=8 bench >>"$run/logs/pgbench.log" 2>&1
  last_segment=$(sql postgres -c "SELECT pg_walfile_name(pg_switch_wal())")
  last_position=$(sql postgres -c "SELECT pg_current_wal_flush_lsn()")
  awaited 300 "pgBackRest's archive of $last_segment" archived
  awaited 60 "the stream at $last_position" streamed
  end_platform
  stop_server
}

compared() { # TOOL
  started_data=$run/restored
  diff <(echo "$expected") <(state) >&2 || fail "what $1 recovered differs from the cluster at $instant"
  stop_server
  put_away "$run/restored"
}

one_round() {
  measured recovery backstay "$run/vault" "$run/recover" "$backstay" restore postgres --source race --to "$instant" \
    --target "$run/restored"
  compared backstay
  mkdir -m 700 "$run/restored"
  if ((EUID == 0)); then
    chown postgres: "$run/restored"
  fi
  measured recovery pgbackrest "$run/pgbackrest" "$run/recover" "${pgbackrest[@]}" "--pg1-path=$run/restored" --type=time \
    "--target=$instant" --target-action=promote restore
  compared pgbackrest
}

started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
load=$(cut -d' ' -f1-3 /proc/loadavg)
commit=$(git -C "$(dirname "$backstay")" rev-parse --short HEAD 2>/dev/null || echo unknown)
protect
for ((round = 1; round <= rounds; round++)); do
  one_round
done
machine
echo "- data: $data_kind, $(du -sb "$data" | awk '{ printf "%.0f MiB", $1 / 1048576 }'), $rounds rounds, $transactions transactions and" \
  "$((log_bytes / 1048576)) MiB of log between the backup and the instant"
echo "- programs: $(pgbackrest version), $("$postgres_bin/postgres" --version)"
echo
figures pgbackrest
