# shellcheck shell=bash
check containers_run 'Containers' '容器状态'
containers_run() {
  local container status
  if [[ $engine_up != yes ]]; then
    skip 'Docker does not answer' 'Docker 没有应答'
    return
  fi
  for container in "${containers[@]}"; do
    about_container "$container"
    status=$(fact "$container" status)
    case $status in
      running) pass "$container runs, since $(fact "$container" started | cut -b 1-19)Z" "$container 运行中,启动于 $(fact "$container" started | cut -b 1-19)Z" ;;
      '') [[ ${service_of[$container]} == setup ]] || container_absent "$container" ;;
      restarting) container_stopped "$container" ;;
      paused)
        fail "${service_of[$container]}-stopped" "$container is paused" "$container 已被暂停"
        fix "docker unpause $container" "docker unpause $container"
        ;;
      *)
        if [[ ${service_of[$container]} == setup && $(fact "$container" exit) == 0 ]]; then continue; fi
        container_stopped "$container"
        ;;
    esac
  done
}

stopped_cause() {
  case ${service_of[$1]} in
    redis) printf 'redis-down' ;;
    setup) printf 'setup-failed' ;;
    *) printf '%s-stopped' "${service_of[$1]}" ;;
  esac
}

# What a service does for the callers, who miss it now.
loss_of() {
  local en zh
  case $1 in
    licensing) en='no lease is renewed, and within 10 minutes all are answered 337000' zh='租约无法续期,10 分钟内所有请求都会返回 337000' ;;
    inference) en='nothing is classified: callers get 336100' zh='无法分类,请求返回 336100' ;;
    gateway) en='nobody is answered' zh='所有请求都没有应答' ;;
    redis) en='batches wait' zh='批量任务等待' ;;
    batch) en='batches are not worked on' zh='批量任务不会被处理' ;;
    *) en='Easel cannot begin' zh='Easel 无法启动' ;;
  esac
  if [[ $2 == zh ]]; then printf '%s' "$zh"; else printf '%s' "$en"; fi
}

container_absent() {
  local service=${service_of[$1]}
  fail "$(stopped_cause "$1")" "there is no container $1: $(loss_of "$service" en)" "没有容器 $1:$(loss_of "$service" zh)"
  fix "$(revival "$1")" "$(revival "$1")"
}

container_stopped() {
  local container=$1 service=${service_of[$1]} status exit error cause how how_zh
  status=$(fact "$container" status) exit=$(fact "$container" exit) error=$(fact "$container" error)
  cause=$(stopped_cause "$container")
  IFS='|' read -r how how_zh <<<"$(exit_words "$exit")"
  if [[ $error == *'already allocated'* || $error == *'address already in use'* ]]; then
    fail port-taken "$container could not start: its port is taken" "$container 无法启动:端口被占用"
    port_owner_fix "$container" "$(port_in "$error")"
  elif [[ $(fact "$container" oom) == true ]]; then
    fail out-of-memory "$container was killed for want of memory ($status, exit code $exit): $(loss_of "$service" en)" \
      "$container 因内存不足被终止($status,退出码 $exit):$(loss_of "$service" zh)"
    oom_fix "$container"
  else
    fail "$cause" "$container is $status ($how, since $(fact "$container" finished | cut -b 1-19)Z): $(loss_of "$service" en)" \
      "$container 状态为 $status($how_zh,自 $(fact "$container" finished | cut -b 1-19)Z):$(loss_of "$service" zh)"
    fix "$(revival "$container"); if it ends again: docker logs --tail 50 $container says why" \
      "$(revival "$container");若再次退出,用 docker logs --tail 50 $container 查看原因"
  fi
  [[ $error == '""' ]] && error=
  evidence "${error:+error: $error$'\n'}$(last_words "$container")"
}

exit_words() {
  case $1 in
    0) printf 'stopped by somebody, or ended by itself, exit code 0|被停止或自行结束,退出码 0' ;;
    125 | 126 | 127) printf 'it could not be started, exit code %s|无法启动,退出码 %s' "$1" "$1" ;;
    134 | 139) printf 'it crashed, exit code %s|程序崩溃,退出码 %s' "$1" "$1" ;;
    137) printf 'killed, exit code 137|被强制终止,退出码 137' ;;
    143) printf 'stopped by somebody, exit code 143|被停止,退出码 143' ;;
    *) printf 'it failed, exit code %s|运行失败,退出码 %s' "$1" "$1" ;;
  esac
}

# The end of its log, however long ago that was.
last_words() { docker_asked logs --tail 5 "$1" 2>&1 | cut -b 1-400; }
