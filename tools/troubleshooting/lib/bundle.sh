# shellcheck shell=bash
# What support needs to see, in one file that holds nothing secret.

# Bytes of one file of a bundle, and of all of them together.
readonly FILE_MOST=$((1024 * 1024)) BUNDLE_MOST=$((24 * 1024 * 1024))

bundle_folder=

# Writes a bundle: 0600, tar.gz. Fails where it cannot be written.
write_bundle() {
  local file=$1 made partial
  bundle_folder=$(mktemp -d "${TMPDIR:-/tmp}/easel-support.XXXXXX") || return 1
  made=$bundle_folder/easel-support
  mkdir -m 700 "$made"
  collect "$made"
  partial=$file.partial
  # A file that is there already may be open to others: it is not written through.
  rm -f -- "$partial"
  if (umask 077 && set -C && tar -C "$bundle_folder" -cz easel-support >"$partial") 2>/dev/null && mv -f -- "$partial" "$file"; then
    made=0
  else
    rm -f -- "$partial"
    made=1
  fi
  rm -rf -- "$bundle_folder"
  return "$made"
}

collect() {
  local into=$1 container stack
  (language=both && for ((at = 0; at < ${#found_check[@]}; at++)); do tell "$at"; done && summarise) | keep "$into/report.txt" redact
  # Of the findings, which are redacted already: another pass could break the quotes.
  json_report | head -c "$FILE_MOST" >"$into/report.json"
  {
    uname -a
    date -u
    uptime 2>/dev/null
    df -Pk
    df -Pi
    cat "$proc/meminfo" "$proc/loadavg" "$proc/cpuinfo"
  } 2>&1 | keep "$into/host.txt" redact
  { dmesg 2>&1 || journalctl -k -n 300 --no-pager 2>&1; } | tail -n 300 | keep "$into/kernel.txt" redact
  if [[ $engine_up == yes ]]; then
    { docker_asked version && docker_asked info; } 2>&1 | keep "$into/docker.txt" redact
    { docker_asked ps -a && docker_asked images && docker_asked network ls; } 2>&1 | keep "$into/docker-lists.txt" redact
  fi
  for container in "${containers[@]}"; do
    exists "$container" || continue
    docker_asked inspect --type container -f '{{json .State}}{{println}}{{json .NetworkSettings.Networks}}{{println}}{{json .Mounts}}' "$container" 2>&1 | keep "$into/$container.inspect.txt" redact
    docker_asked inspect --type container -f '{{range .Config.Env}}{{println .}}{{end}}' "$container" 2>&1 | keep "$into/$container.env.txt" redact_settings
    log_of "$container" | keep "$into/$container.log" redact
  done
  for stack in "${stacks[@]}"; do
    readiness_of "$stack" | keep "$into/$stack.readyz.txt" redact
    models_listing "$stack" | keep "$into/$stack.models.txt" redact
    keep_file "${folder[$stack]}/.env" "$into/$stack.settings.txt" redact_settings
    keep_file "${folder[$stack]}/docker-compose.yml" "$into/$stack.compose.yml" redact_compose
    keep_file "${folder[$stack]}/docker-compose.override.yml" "$into/$stack.override.yml" redact_compose
    keep_file "${folder[$stack]}/journal.json" "$into/$stack.journal.json" redact
    keep_file "${folder[$stack]}/history.jsonl" "$into/$stack.history.jsonl" redact
  done
  keep_file "$work/.easel/.env" "$into/host.settings.txt" redact_settings
  keep_file "$work/.easel/docker-compose.yml" "$into/host.compose.yml" redact_compose
}

# The end of stdin, after a rule has been over all of it: a rule over a part could miss where a secret began.
keep() {
  local left
  left=$((BUNDLE_MOST - $(cat /dev/null "${1%/*}"/* | wc -c)))
  ((left > 0)) || return 0
  ((left < FILE_MOST)) || left=$FILE_MOST
  "$2" | tail -c "$left" >"$1"
}

keep_file() {
  [[ -f $1 && -r $1 ]] && head -c 4194304 "$1" | keep "$2" "$3"
}
