# shellcheck shell=bash
# What the checks found, in the order in which they found it.

declare -a found_check=() found_target=() found_status=() found_cause=() found_en=() found_zh=()
declare -a found_fix_en=() found_fix_zh=() found_evidence=()

# Every check that there is: its function, and its name in both languages.
declare -a checks=()
declare -A title_en=() title_zh=()
check() {
  checks+=("$1")
  title_en[$1]=$2
  title_zh[$1]=$3
}

# Whom the findings that follow are about: a deployment, or the host where it is empty.
target=
about() { target=$1; }

pass() { finding pass '' "$1" "$2"; }
skip() { finding skip '' "$1" "$2"; }
# A cause of lib/causes.sh, and what is seen of it.
warn() { finding warn "$1" "$2" "$3"; }
fail() { finding fail "$1" "$2" "$3"; }

finding() {
  found_check+=("$current_check")
  found_target+=("$target")
  found_status+=("$1")
  found_cause+=("$2")
  found_en+=("$(redact <<<"$3")")
  found_zh+=("$(redact <<<"$4")")
  found_fix_en+=('')
  found_fix_zh+=('')
  found_evidence+=('')
}

# What to do about the last finding.
fix() {
  local -i last=$((${#found_check[@]} - 1))
  found_fix_en[last]=$1
  found_fix_zh[last]=$2
}

# What the last finding was read off, at most 12 lines of it.
evidence() {
  [[ -n $1 ]] || return 0
  local -i last=$((${#found_check[@]} - 1))
  found_evidence[last]=$(redact <<<"$1" | cut -b 1-400 | head -n 12 | whole_letters)
}

# Runs every check in turn, telling `said` of each finding as soon as there is one.
current_check=
run_checks() {
  local -i told=0
  for current_check in "${checks[@]}"; do
    target=
    "$current_check"
    while ((told < ${#found_check[@]})); do
      "$1" "$told"
      told+=1
    done
  done
}
