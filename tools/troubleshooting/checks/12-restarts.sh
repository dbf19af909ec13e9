# shellcheck shell=bash
check restarts 'Restarts' '反复重启'
restarts() {
  local container count started
  if [[ $engine_up != yes ]]; then
    skip 'Docker does not answer' 'Docker 没有应答'
    return
  fi
  local calm=yes
  for container in "${containers[@]}"; do
    count=$(fact "$container" restarts)
    [[ $count =~ ^[1-9] ]] || continue
    calm=no
    about_container "$container"
    started=$(date -d "$(fact "$container" started)" +%s 2>/dev/null || echo 0)
    if ((count >= 3 && $(date +%s) - started < 600)); then
      fail "$(stopped_cause "$container")" "$container starts over and over: $count times, last at $(fact "$container" started | cut -b 1-19)Z" \
        "$container 反复重启:$count 次,最近一次 $(fact "$container" started | cut -b 1-19)Z"
      evidence "$(last_words "$container")"
      fix "docker logs --tail 50 $container says why it ends" "用 docker logs --tail 50 $container 查看退出原因"
    else
      warn restarted "$container was restarted $count times, last at $(fact "$container" started | cut -b 1-19)Z" \
        "$container 重启过 $count 次,最近一次 $(fact "$container" started | cut -b 1-19)Z"
      fix "docker logs $container says what was before" "用 docker logs $container 查看此前的情况"
    fi
  done
  [[ $calm == no ]] || pass 'none' '无'
}
