# Sourced by races of any number of programs: measures whole processes from outside and prints medians side by side.
# The script that sources it sets: race (its name), run (a directory of its own), results (a file of JSON lines),
# round, started, commit, load.
# shellcheck shell=bash

fail() {
  echo "$race: $1" >&2
  exit 66
}

measured() { # STEP TOOL REPOSITORY COMMAND...: runs it, and records how long and how much it took
  local step=$1 tool=$2 repository=$3 log=$run/logs/$round-$1-$2.log wall user system peak
  shift 3
  sync
  /usr/bin/time -o "$run/time" -f '%e %U %S %M' "$@" >"$log" 2>&1 || {
    tail -20 "$log" >&2
    fail "$tool failed at $step of round $round"
  }
  read -r wall user system peak < <(tail -1 "$run/time")
  jq -cn --arg at "$started" --arg commit "$commit" --arg tool "$tool" --arg step "$step" --argjson round "$round" \
    --argjson wall "$wall" --argjson user "$user" --argjson system "$system" --argjson peak "$peak" \
    --argjson repository "$(du -sb "$repository" | cut -f1)" \
    '{at: $at, commit: $commit, step: $step, tool: $tool, round: $round, wall_seconds: $wall,
      cpu_seconds: (($user + $system) * 100 | round / 100), peak_kib: $peak, repository_bytes: $repository}' |
    tee -a "$results" >>"$run/runs.jsonl"
  echo "round $round: $step by $tool: $wall s" >&2
}

# What a tool restored goes with the run, not before the next restore: ext4 looks long for an inode that was not freed in
# the last half minute, and that is no restore's time.
put_away() { # DIRECTORY
  put_away_count=$((${put_away_count:-0} + 1))
  mkdir -p "$run/away"
  mv "$1" "$run/away/$put_away_count"
}

machine() {
  local model
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
  echo "- machine: ${model:-$(uname -m)}, $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)"
  echo "- system: $(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r), $(df --output=fstype "$run" | tail -1)"
  echo "- run: $started, commit $commit, load before it $load"
}

# Every step's figures by tool: the median, with the smallest and the largest, and the wall time as a share of REFERENCE's.
figures() { # REFERENCE
  jq -rs --arg reference "$1" '
    def median: sort | if length % 2 == 1 then .[length / 2 | floor] else (.[length / 2 - 1] + .[length / 2]) / 2 end;
    def shown(digits): (. * pow(10; digits) | round | tostring) as $n
      | if digits == 0 then $n else ("0" * digits + $n | .[-([digits + 1, ($n | length)] | max):]) | .[:-digits] + "." + .[-digits:] end;
    def spread(digits): "\(median | shown(digits)) (\(min | shown(digits))–\(max | shown(digits)))";
    . as $runs
    | "| step | tool | wall, s | of \($reference) | CPU, s | peak memory, MiB | repository, MiB |", "|---|---|---|---|---|---|---|",
      (reduce $runs[] as $one ([]; if index($one.step) then . else . + [$one.step] end) | .[]) as $step
      | ([$runs[] | select(.step == $step and .tool == $reference) | .wall_seconds]) as $theirs
      | (reduce ($runs[] | select(.step == $step)) as $one ([]; if index($one.tool) then . else . + [$one.tool] end) | .[]) as $tool
      | [$runs[] | select(.step == $step and .tool == $tool)] as $those
      | "| \($step) | \($tool) | \([$those[].wall_seconds] | spread(2))"
        + " | \(if $theirs == [] then "" else ([$those[].wall_seconds] | median) / ($theirs | median) | shown(2) end)"
        + " | \([$those[].cpu_seconds] | spread(2)) | \([$those[].peak_kib / 1024] | spread(0))"
        + " | \([$those[].repository_bytes / 1048576] | spread(1)) |"' "$run/runs.jsonl"
}
