# shellcheck shell=bash
check callers_port "Callers' port" '业务端口'
callers_port() {
  local stack
  for stack in "${stacks[@]}"; do
    about "$stack"
    port_answers "$stack" 8080 /healthz
  done
}

# Whether a door of a deployment answers on this host, and is ours.
port_answers() {
  local stack=$1 inner=$2 path=$3 gateway=${part[$1/gateway]} answer owner
  local -a door
  read -r -a door <<<"$(door_of "$stack" "$inner")"
  if ((${#door[@]} != 2)); then
    skip 'it is not known which port that is' '无法得知端口号'
    return
  fi
  answer=$(http_get "${door[0]}" "${door[1]}" "$path" "$(scheme_of "$stack")")
  owner=$(listener_of "${door[1]}")
  if [[ ${answer,,} == *'x-log-id:'* ]]; then
    pass "${door[0]}:${door[1]} answers" "${door[0]}:${door[1]} 正常应答"
    [[ $answer == 'HTTP/1.1 200'* || $answer == 'HTTP/1.0 200'* || $inner != 8080 ]] || evidence "${answer%%$'\r'*}"
  elif [[ -n $answer || (-n $owner && $owner != *docker-proxy) ]]; then
    port_taken "$gateway" "${door[1]}" "$owner"
    evidence "${answer%%$'\r'*}"
  elif [[ $(scheme_of "$stack") == https && -n $owner ]] && ! command -v curl >/dev/null; then
    skip "${door[1]} is listened at; without curl HTTPS cannot be asked" "${door[1]} 有进程监听;没有 curl,无法测试 HTTPS"
  else
    fail door-silent "nobody answers at ${door[0]}:${door[1]}" "${door[0]}:${door[1]} 没有应答"
    fix "$(revival "$gateway")" "$(revival "$gateway")"
  fi
}

port_taken() {
  local gateway=$1 port=$2 owner=$3
  if [[ $owner == '?' || -z $owner ]]; then
    fail port-taken "port $port is taken by another program" "端口 $port 被其他程序占用"
  else
    fail port-taken "port $port is taken by another program: ${owner#* }, process ${owner%% *}" "端口 $port 被其他程序占用:${owner#* },进程号 ${owner%% *}"
  fi
  port_owner_fix "$gateway" "$port"
}

# How to free the port of a gateway, or take another.
port_owner_fix() {
  local gateway=$1 port=$2 stack=${stack_of[$1]} owner other setting=EASEL_PORT place
  local -a door
  read -r -a door <<<"$(door_of "$stack" 8080)"
  port=${port:-${door[1]:-}}
  [[ $port != "${door[1]:-}" && " $(door_of "$stack" 8081)" == *" $port" ]] && setting=EASEL_ADMIN_PORT
  owner=$(listener_of "$port")
  other=$(docker_asked ps --filter "publish=$port" --format '{{.Names}}' 2>/dev/null | grep -vx "$gateway" | head -n 1)
  local who="kill ${owner%% *} (${owner#* })"
  [[ -z $owner || $owner == '?' ]] && who="ss -ltnp 'sport = :$port' as root shows whose it is"
  [[ -z $other ]] || who="docker stop $other"
  place=$(settings_of "$stack")
  fix "stop whatever holds the port ($who), or take another: $setting in $place; then $(revival "$gateway")" \
    "停止占用端口的程序($who),或更换端口:修改 $place 中的 $setting;然后执行 $(revival "$gateway")"
}

# Which port an error of Docker's is about, in the words of its several releases.
port_in() {
  [[ $1 =~ (Bind for|listen tcp[46]?|host port|host port for)\ (\[[0-9a-f:]*\]|[0-9.]+):([0-9]+) ]] && printf '%s' "${BASH_REMATCH[3]}"
}
