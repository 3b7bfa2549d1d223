#!/bin/sh
# Lets pgbench write as fast as it can while the log of its server is streamed to three destinations by services that are
# processes of their own, and tells how much that was, how far behind a destination lay, and what the same load does when
# nobody streams. All share this machine. Without fsync the server writes about three times as much log.
# Usage: benchmarks/wal-throughput.sh [seconds] [scale] [PostgreSQL's major version] [with fsync: true or false]
set -eu
cd "$(dirname "$0")/.."
report=testing/target/wal-throughput.txt
rm -f "$report"
./mvnw -B -q -Dquick -DskipTests -Dbackstay.skipServiceApps=false -pl testing -am package
./mvnw -B -q -Dquick -Dsurefire.excludedGroups= -pl testing -am test -Dtest=WalThroughput \
  -Dsurefire.failIfNoSpecifiedTests=false -Dbackstay.all-compilers=true \
  "-Dbackstay.seconds=${1:-60}" "-Dbackstay.scale=${2:-20}" "-Dbackstay.postgres=${3:-15}" \
  "-Dbackstay.fsync=${4:-true}"
cat "$report"
