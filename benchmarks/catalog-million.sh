#!/bin/sh
# Tells the events of a million backups to a real broker, and measures how fast the catalog projects them and how long
# questions take afterwards. Broker, database and catalog share this machine. Usage: benchmarks/catalog-million.sh [backups]
# A million backups are seven million events: about 10 GB below the folder for temporary files, and half an hour.
set -eu
cd "$(dirname "$0")/.."
report=catalog-service/target/catalog-million.txt
rm -f "$report"
./mvnw -B -q -Dquick -Dsurefire.excludedGroups= -pl catalog-service -am test \
  -Dtest=CatalogMillion -Dsurefire.failIfNoSpecifiedTests=false "-Dbackstay.backups=${1:-1000000}"
cat "$report"
