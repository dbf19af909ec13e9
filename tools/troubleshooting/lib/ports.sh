# shellcheck shell=bash
# Who listens where, and what they answer, without curl, ss or netstat.

proc=${TROUBLE_SHOOTING_PROC:-/proc}

# `PID NAME` of whoever listens on a TCP port of this host, `?` where that cannot be seen, nothing where nobody does.
# Never the command line: it may hold a password.
listener_of() {
  local hex inode fd pid
  printf -v hex '%04X' "$1"
  inode=$(cat "$proc/net/tcp" "$proc/net/tcp6" 2>/dev/null |
    sed -nE "s/^ *[0-9]+: [0-9A-F]+:$hex [0-9A-F]+:0000 0A ([^ ]+ +){5}([0-9]+) .*/\\2/p" | head -n 1)
  [[ -n $inode ]] || return 0
  for fd in "$proc"/[0-9]*/fd/*; do
    if [[ $(readlink "$fd" 2>/dev/null) == "socket:[$inode]" ]]; then
      pid=${fd#"$proc"/} pid=${pid%%/*}
      printf '%s %s' "$pid" "$(cat "$proc/$pid/comm" 2>/dev/null)"
      return 0
    fi
  done
  printf '?'
}

# The whole answer to a GET, or nothing within five seconds.
http_get() {
  local host=$1 port=$2 path=$3 scheme=${4:-http}
  if [[ $scheme == https ]]; then
    command -v curl >/dev/null && curl -ksi --max-time 5 "https://$host:$port$path"
    return
  fi
  # shellcheck disable=SC2016 # the inner bash expands these
  timeout -k 1 5 bash -c '
    exec 3<>"/dev/tcp/$1/$2" || exit 1
    printf "GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n" "$3" "$1" "$2" >&3
    head -c 131072 <&3' bash "$host" "$port" "$path" 2>/dev/null | tr -d '\000'
}

scheme_of() {
  if [[ -n $(setting "${part[$1/gateway]}" EASEL_TLS_CERT) ]]; then printf https; else printf http; fi
}

# What /readyz says, as lines of PATH<TAB>VALUE; through the gateway's own container where the port does not answer.
declare -A readiness=()
readiness_of() {
  local stack=$1 gateway=${part[$1/gateway]} door answer
  if [[ -z ${readiness[$stack]+known} ]]; then
    read -r -a door <<<"$(door_of "$stack" 8080)"
    [[ ${#door[@]} -eq 2 ]] && runs "$gateway" && answer=$(http_get "${door[0]}" "${door[1]}" /readyz "$(scheme_of "$stack")")
    answer=${answer##*$'\r\n\r\n'}
    if [[ $answer != \{* ]] && runs "$gateway"; then
      answer=$(docker_asked exec "$gateway" node -e "
        process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
        fetch('$(scheme_of "$stack")://127.0.0.1:8080/readyz', { signal: AbortSignal.timeout(5000) })
          .then((answer) => answer.text()).then(console.log, () => process.exit(1))" 2>/dev/null)
    fi
    [[ $answer == \{* ]] || answer=
    readiness[$stack]=$(json_lines <<<"$answer")
  fi
  printf '%s\n' "${readiness[$stack]}"
}
