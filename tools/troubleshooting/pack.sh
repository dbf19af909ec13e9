#!/usr/bin/env bash
# Joins the pieces into trouble_shooting.sh and puts it into trouble_shooting.tar: bash pack.sh FILE.tar [VERSION]
# The same sources give the same bytes: their time is that of the last commit, or SOURCE_DATE_EPOCH.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: pack.sh FILE.tar [VERSION]}
version=${2:-$(sed -nE 's/^  "version": "([^"]+)".*/\1/p' "$here/../../package.json")}
made_at=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || date +%s)}
[[ $version =~ ^[0-9A-Za-z.+-]+$ && $made_at =~ ^[0-9]+$ ]]

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{
  head -n 2 "$here/main.sh"
  printf 'joined=yes VERSION=%s MADE_AT=%s\n' "$version" "$made_at"
  for piece in "$here"/lib/*.sh "$here"/checks/*.sh "$here/main.sh"; do
    printf '\n# %s\n' "${piece#"$here"/}"
    grep -vE '^(# shellcheck shell=bash|#!/usr/bin/env bash)$' "$piece"
  done
} >"$folder/trouble_shooting.sh"
bash -n "$folder/trouble_shooting.sh"
chmod 755 "$folder/trouble_shooting.sh"
tar -C "$folder" --format=ustar --owner=0 --group=0 --numeric-owner --mtime="@$made_at" -cf "$out" trouble_shooting.sh
