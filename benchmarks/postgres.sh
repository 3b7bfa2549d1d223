# Sourced by the scripts beside it: starts and ends one PostgreSQL 15 server on a data directory of its own, reachable
# only through a socket in a private directory. Nothing else on the machine can be touched by it.
# shellcheck shell=bash

postgres_bin=${POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
[[ -x $postgres_bin/postgres ]] || {
  echo "PostgreSQL 15 not found in $postgres_bin. Install it (Debian: apt-get install postgresql-15) or set POSTGRES_BIN." >&2
  exit 66
}

# PostgreSQL refuses to run as root: there it runs as the user of Debian's packages.
if ((EUID == 0)); then
  as_server=(setpriv --reuid=postgres --regid=postgres --init-groups)
else
  as_server=()
fi

# No locale of the caller decides how the server sorts or speaks.
export LC_ALL=C.UTF-8 PGUSER=postgres PGPORT=5432
unset PGDATA PGHOST PGDATABASE PGSERVICE PGOPTIONS PGPASSWORD PGPASSFILE

server() { # PROGRAM ARGUMENT...: runs one of PostgreSQL's programs as its own user
  (cd / && "${as_server[@]}" "$postgres_bin/$1" "${@:2}")
}

sql() { # DATABASE [psql argument...]: statements from stdin or -c
  server psql --no-psqlrc --quiet --no-align --tuples-only -v ON_ERROR_STOP=1 --dbname "$1" "${@:2}"
}

# scratch: a directory that the server can enter, gone with the script. PGHOST: the socket in it.
open_scratch() {
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/backstay-postgres.XXXXXX")
  mkdir "$scratch/socket"
  if ((EUID == 0)); then
    chown -R postgres: "$scratch"
  fi
  export PGHOST=$scratch/socket
}

start_server() { # DATA_DIRECTORY OPTION...: waits until it answers
  local data=$1 options="-c listen_addresses= -c unix_socket_directories=$PGHOST -c port=$PGPORT" option
  shift
  for option in "$@"; do
    options+=" -c $option"
  done
  started_data=$data
  server pg_ctl --pgdata "$data" --silent --wait --timeout 300 --log "$scratch/log" --options "$options" start || {
    tail -20 "$scratch/log" >&2
    return 1
  }
}

stop_server() { # cleanly, with a last checkpoint
  server pg_ctl --pgdata "$started_data" --silent --wait --timeout 600 --mode fast stop
  started_data=
}

# For a trap: ends what a failed script left running, by its own data directory alone.
close_scratch() {
  if [[ -n ${started_data:-} ]]; then
    server pg_ctl --pgdata "$started_data" --silent --wait --mode immediate stop || true
  fi
  rm -rf "$scratch"
}
