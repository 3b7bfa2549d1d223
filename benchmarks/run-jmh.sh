#!/usr/bin/env bash
# Builds and runs the JMH benchmarks whose names match a pattern, all when none is given:
#
#   run-jmh.sh [PATTERN [JMH-OPTION...]]      for example: run-jmh.sh Sealing -f 3 -wi 5 -i 10
#
# Short settings, for a first look, stand in the benchmarks; options given here win, -h lists them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$here")
java_home=$("$root/mvnw" --print-java-home)

log=$here/target/build.log
mkdir -p "$here/target"
(cd "$root" && ./mvnw -B -ntp -Dquick -DskipTests -pl benchmarks -am package) >"$log" 2>&1 </dev/null || {
  grep -E '^\[ERROR\]|^mvnw:' "$log" | head -20 >&2
  exit 66
}
# Ten million blobs are indexed twice while the table of the index doubles.
exec "$java_home/bin/java" -cp "$here/target/classes:$here/target/lib/*" org.openjdk.jmh.Main \
  -foe true \
  -jvmArgs "-Xms2g -Xmx3g -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
  "${@:-.*}"
