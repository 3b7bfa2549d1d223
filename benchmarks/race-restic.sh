#!/usr/bin/env bash
# Races Backstay against stock restic: the same data, the same machine, in alternation, each run a whole process measured
# from outside. Prints a table as Markdown; appends every single run as a JSON line to the results file.
#
#   race-restic.sh [--size GB] [--rounds N] [--data DIRECTORY] [--only STEP,...]
#                  [--work DIRECTORY] [--keep] [--results FILE] [--backstay PROGRAM]
#
#   --size      of the cluster that make-database.sh makes; 2 when not given
#   --data      race on this directory instead; it is only read, a change is made to a copy
#   --only      of first, second, changed, restore, check; all when not given
#   --work      where everything is written, on one file system; ${TMPDIR:-/tmp}/backstay-race when not given
#   --keep      leave data, repositories and logs there
#   --results   results/race-restic.jsonl beside this script when not given
#   --backstay  the program to race; ./backstay of this checkout when not given
#
# Both tools run as they come: no option changes what or how they write. The data is in the page cache before each run,
# and nothing is waiting to be written. What was restored is compared with the source, and restic checks Backstay's vault,
# both outside the measured time; a difference ends the race.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
size=2
rounds=3
data=
only=first,second,changed,restore,check
work=${TMPDIR:-/tmp}/backstay-race
keep=
results=$here/results/race-restic.jsonl
backstay=$here/../backstay
changed_percent=1

usage() {
  sed -n '/^#   race-restic/,/^#   --backstay/s/^#  \{0,1\}//p' "$0" >&2
  exit 2
}

while (($# > 0)); do
  case $1 in
    --keep) keep=yes && shift && continue ;;
    --size | --rounds | --data | --only | --work | --results | --backstay) (($# > 1)) || usage ;;
    *) usage ;;
  esac
  case $1 in
    --size) size=$2 ;;
    --rounds) rounds=$2 ;;
    --data) data=$(realpath "$2") ;;
    --only) only=$2 ;;
    --work) work=$2 ;;
    --results) results=$(realpath -m "$2") ;;
    --backstay) backstay=$2 ;;
  esac
  shift 2
done

fail() {
  echo "race-restic: $1" >&2
  exit 66
}

chosen() { # STEP
  [[ ,$only, == *,$1,* ]]
}

for step in ${only//,/ }; do
  case $step in
    first | second | changed | restore | check) ;;
    *) usage ;;
  esac
done
for program in restic jq /usr/bin/time; do
  command -v "$program" >/dev/null || fail "$program is missing (Debian: apt-get install restic jq time)"
done
[[ -x $backstay ]] || fail "no program at $backstay"
backstay=$(realpath "$backstay")

# --- the ground: one directory on one file system, with data that both may read and neither may change

mkdir -p "$work" "$(dirname "$results")"
run=$(mktemp -d "$(realpath "$work")/race.XXXXXX")
[[ -n $keep ]] || trap 'rm -rf "$run"' EXIT
chmod 755 "$run" # PostgreSQL's user passes through
mkdir "$run/tmp" "$run/logs"

require_space() { # BYTES: one more copy, two repositories, two restored trees a round
  local free copies=$((rounds * 2 + 3))
  free=$(df -B1 --output=avail "$run" | tail -1)
  awk -v need="$1" -v copies="$copies" -v free="$free" 'BEGIN { exit !(need * copies < free) }' ||
    fail "$(df -h --output=avail "$run" | tail -1 | tr -d ' ') free at $work; the race takes about $copies times the data"
}

if [[ -z $data ]]; then
  require_space "$(awk -v gb="$size" 'BEGIN { printf "%.0f", gb * 1073741824 }')"
  data=$run/data
  "$here/make-database.sh" "$data" "$size" >&2
else
  require_space "$(du -sb "$data" | cut -f1)"
  if chosen changed; then
    [[ -e $data/PG_VERSION ]] || fail "$data is not a cluster of make-database.sh, so it cannot be changed: see --only"
    cp -a "$data" "$run/data"
    data=$run/data
  fi
fi

echo "race" >"$run/password"
export RESTIC_PASSWORD_FILE=$run/password RESTIC_CACHE_DIR=$run/restic-cache
export BACKSTAY_PASSWORD_FILE=$run/password XDG_CACHE_HOME=$run/backstay-cache
unset RESTIC_COMPRESSION RESTIC_PACK_SIZE RESTIC_READ_CONCURRENCY BACKSTAY_JAVA_OPTS GOMAXPROCS
"$backstay" version >/dev/null # builds it on first use

warm() {
  find "$data" -type f -exec cat {} + >/dev/null
}

# --- the runs

backstay_step() { # STEP: the command of a step
  case $1 in
    init) "${@:2}" "$backstay" vault init ;;
    first | second | changed) "${@:2}" "$backstay" backup files "$data" ;;
    restore) "${@:2}" "$backstay" restore latest --target "$run/restored" ;;
    check) "${@:2}" "$backstay" vault check ;;
    check-data) "${@:2}" "$backstay" vault check --read-data ;;
  esac
}

restic_step() { # STEP
  case $1 in
    init) "${@:2}" restic init ;;
    first | second | changed) "${@:2}" restic backup "$data" ;;
    restore) "${@:2}" restic restore latest --target "$run/restored" ;;
    check) "${@:2}" restic check ;;
    check-data) "${@:2}" restic check --read-data ;;
  esac
}

measure() { # TOOL STEP: runs it, and records how long and how much it took
  local tool=$1 step=$2 log=$run/logs/$round-$2-$1.log wall user system peak
  sync
  TMPDIR=$run/tmp "${tool}_step" "$step" /usr/bin/time -o "$run/time" -f '%e %U %S %M' >"$log" 2>&1 || {
    tail -20 "$log" >&2
    fail "$tool failed at $step of round $round"
  }
  read -r wall user system peak < <(tail -1 "$run/time")
  jq -cn --arg at "$started" --arg commit "$commit" --arg tool "$tool" --arg step "$step" --argjson round "$round" \
    --argjson wall "$wall" --argjson user "$user" --argjson system "$system" --argjson peak "$peak" \
    --argjson repository "$(du -sb "$run/$tool" | cut -f1)" --argjson data "$(du -sb "$data" | cut -f1)" \
    '{at: $at, commit: $commit, step: $step, tool: $tool, round: $round, wall_seconds: $wall,
      cpu_seconds: (($user + $system) * 100 | round / 100), peak_kib: $peak, repository_bytes: $repository, data_bytes: $data}' |
    tee -a "$results" >>"$run/runs.jsonl"
  echo "round $round: $step by $tool: $wall s" >&2
}

both() { # STEP
  measure backstay "$1"
  measure restic "$1"
}

listing() { # DIRECTORY: every entry with type, mode, owner, time of change and, of files, size
  (cd "$1" && find . \( -type d -printf '%P %y %m %U %G %T@\n' -o -printf '%P %y %m %U %G %T@ %s %l\n' \) | LC_ALL=C sort)
}

restore() { # TOOL: and compares
  mkdir "$run/restored"
  measure "$1" restore
  diff -r --no-dereference "$data" "$run/restored$data" >&2 || fail "what $1 restored differs from the source"
  diff <(listing "$data") <(listing "$run/restored$data") >&2 || fail "$1 did not restore all modes, owners and times"
  # It goes with the run, not before the next restore: ext4 looks long for an inode that was not freed in the last half
  # minute, and that is no restore's time.
  mv "$run/restored" "$run/restored-$round-$1"
}

one_round() {
  rm -rf "$run/backstay" "$run/restic" "$RESTIC_CACHE_DIR" "$XDG_CACHE_HOME"
  backstay_step init >"$run/logs/$round-init-backstay.log" 2>&1
  restic_step init >"$run/logs/$round-init-restic.log" 2>&1
  warm
  both first
  if chosen second; then
    both second
  fi
  if chosen changed; then
    "$here/change-database.sh" "$data" "$changed_percent"
    warm
    both changed
  fi
  if chosen restore; then
    restore backstay
    restore restic
  fi
  if chosen check; then
    both check
    both check-data
  fi
  RESTIC_REPOSITORY=$run/backstay restic check --no-cache >"$run/logs/$round-oracle.log" 2>&1 || {
    tail -20 "$run/logs/$round-oracle.log" >&2
    fail "restic finds an error in Backstay's vault"
  }
}

# --- the table

machine() {
  local model
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
  echo "- machine: ${model:-$(uname -m)}, $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)"
  echo "- system: $(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r), $(df --output=fstype "$run" | tail -1)"
  echo "- programs: $("$backstay" version 2>/dev/null | head -1), commit $commit, $(restic version)"
  echo "- JVM: $("$("$here/../mvnw" --print-java-home)/bin/java" -version 2>&1 | tail -1)"
  echo "- data: $(du -sb "$data" | awk '{ printf "%.0f MiB", $1 / 1048576 }'), $(find "$data" -type f | wc -l) files"
  echo "- run: $started, $rounds rounds, load before it $load"
}

table() {
  jq -rs --arg only "$only" '
    def median: sort | if length % 2 == 1 then .[length / 2 | floor] else (.[length / 2 - 1] + .[length / 2]) / 2 end;
    def shown(digits): (. * pow(10; digits) | round | tostring) as $n
      | if digits == 0 then $n else ("0" * digits + $n | .[-([digits + 1, ($n | length)] | max):]) | .[:-digits] + "." + .[-digits:] end;
    def spread(digits): "\(median | shown(digits)) (\(min | shown(digits))–\(max | shown(digits)))";
    def step: {first: "first backup", second: "second backup, nothing changed", changed: "backup after 1 % changed",
      restore: "restore", check: "check", "check-data": "check --read-data"}[.];
    . as $runs
    | "| step | measure | Backstay | restic | restic / Backstay |", "|---|---|---|---|---|",
      (("first", "second", "changed", "restore", "check", "check-data") as $step
      | select($only | split(",") | index($step | rtrimstr("-data")))
      | ({name: "wall, s", field: "wall_seconds", per: 1, digits: 2},
         {name: "CPU, s", field: "cpu_seconds", per: 1, digits: 2},
         {name: "peak memory, MiB", field: "peak_kib", per: 1024, digits: 0},
         {name: "repository, MiB", field: "repository_bytes", per: 1048576, digits: 1}) as $measure
      | select($measure.field != "repository_bytes" or ($step | IN("first", "second", "changed")))
      | [$runs[] | select(.step == $step and .tool == "backstay") | .[$measure.field] / $measure.per] as $ours
      | [$runs[] | select(.step == $step and .tool == "restic") | .[$measure.field] / $measure.per] as $theirs
      | "| \(if $measure.field == "wall_seconds" then $step | step else "" end) | \($measure.name)"
        + " | \($ours | spread($measure.digits)) | \($theirs | spread($measure.digits))"
        + " | \(($theirs | median) / ($ours | median) | shown(2)) |")' "$run/runs.jsonl"
}

started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
load=$(cut -d' ' -f1-3 /proc/loadavg)
commit=$(git -C "$(dirname "$backstay")" rev-parse --short HEAD 2>/dev/null || echo unknown)
export BACKSTAY_VAULT=$run/backstay RESTIC_REPOSITORY=$run/restic
for ((round = 1; round <= rounds; round++)); do
  one_round
done
machine
echo
table
