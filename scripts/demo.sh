#!/usr/bin/env bash
# Shows the platform in one minute, on its own files below a directory of its own: a backup of a sample tree, its upload to two
# destinations, its proof, a loss, a restore from the second destination, and the events that flowed. Called by './backstay demo'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
backstay=$root/backstay
work=$(mktemp -d "${TMPDIR:-/tmp}/backstay-demo.XXXXXX")
platform=

if [ -t 1 ]; then
  bold=$'\e[1m' plain=$'\e[0m'
else
  bold='' plain=''
fi

end() {
  status=$?
  if [ -n "$platform" ]; then
    kill "$platform" 2>/dev/null || true
    wait "$platform" 2>/dev/null || true
  fi
  if [ "$status" -ne 0 ]; then
    echo "demo: it ended with status $status; the platform's log:" >&2
    tail -40 "$work/platform.log" >&2 || true
    exit "$status"
  fi
  rm -rf "$work"
}
trap end EXIT

say() {
  printf '\n%s# %s%s\n' "$bold" "$1" "$plain"
}

run() { # shows a command as one would type it, and runs it
  local shown="$*"
  shown=${shown//$backstay/backstay}
  printf '$ %s\n' "${shown//$work/\~}"
  "$@"
}

free_port() { # the first of a range on which nobody answers
  local port
  for port in $(seq "$1" "$(($1 + 40))"); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  echo "demo: no free port from $1 on" >&2
  return 1
}

say "A sample tree, and a policy: one source, two destinations, every backup proven"
mkdir -p "$work/notes/drafts"
cp -r "$root/docs/." "$work/notes/"
seq 1 200000 >"$work/notes/drafts/numbers.txt"
head -c 3000000 /dev/urandom >"$work/notes/drafts/picture.raw"
ln -s numbers.txt "$work/notes/drafts/latest"
(umask 077 && head -c 32 /dev/urandom | base64 >"$work/password")
cat >"$work/backstay.yaml" <<POLICY
vault:
  password: \${file:$work/password}
destinations:
  nearby:
    kind: local
    path: $work/nearby
  faraway:
    kind: local
    path: $work/faraway
sources:
  notes:
    kind: files
    paths: [$work/notes]
    verification:
      every-backup: L1
POLICY
run cat "$work/backstay.yaml"
cp -a "$work/notes" "$work/original"

say "The platform: five services, a Kafka broker and a database in one process"
port=$(free_port 18480)
kafka_port=$(free_port 18680)
printf '$ backstay up --policy ~/backstay.yaml &\n'
"$backstay" up --home "$work/home" --policy "$work/backstay.yaml" --port "$port" --kafka-port "$kafka_port" \
  >"$work/platform.log" 2>&1 &
platform=$!
unset BACKSTAY_TOKEN_FILE
export BACKSTAY_API=http://127.0.0.1:$port
for _ in $(seq 1 600); do
  grep -q 'Backstay runs' "$work/platform.log" && break
  kill -0 "$platform" 2>/dev/null || exit 1
  sleep 0.2
done
grep 'Backstay runs' "$work/platform.log"

say "A backup, watched until every destination has it and it is proven"
run "$backstay" backup now notes --follow
run "$backstay" status

say "Something is changed, and backed up again: only what changed is stored"
echo "one more line" >>"$work/notes/drafts/numbers.txt"
cp -a "$work/notes/drafts/numbers.txt" "$work/original/drafts/numbers.txt"
run "$backstay" backup now notes --follow
run "$backstay" backups --source notes

say "The disaster: the tree is gone, and so is the first destination"
run rm -rf "$work/notes" "$work/nearby"

say "Restored from the second destination, with nothing but the password: no broker, no database, no service"
export BACKSTAY_PASSWORD_FILE=$work/password
run "$backstay" restore latest --vault "$work/faraway" --target "$work/restored"
restored=$work/restored$work/notes
[ -d "$restored" ] || restored=$work/restored/notes
run diff -r --no-dereference "$work/original" "$restored"
echo "identical"

say "What was told meanwhile, as any team can read it from Kafka"
run "$backstay" events

say "That was Backstay. Yours: 'backstay up', then look at the policy it names"
