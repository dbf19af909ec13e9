# shellcheck shell=bash
check health 'Health checks' '容器健康检查'
health() {
  local container
  if [[ $engine_up != yes ]]; then
    skip 'Docker does not answer' 'Docker 没有应答'
    return
  fi
  local well=''
  for container in "${containers[@]}"; do
    runs "$container" || continue
    about_container "$container"
    case $(fact "$container" health) in
      healthy) well+=" $container" ;;
      unhealthy)
        fail unhealthy "$container runs, and does not answer its health check" "$container 运行中,但健康检查失败"
        evidence "$(docker_asked inspect --type container -f '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}{{println}}{{end}}' "$container" 2>/dev/null | grep . | tail -n 3)"
        fix "docker restart $container; if it does not help: docker logs --tail 50 $container" \
          "docker restart $container;若无效,用 docker logs --tail 50 $container 查看"
        ;;
      starting)
        warn not-listening "$container is still starting" "$container 正在启动"
        fix 'wait a minute and run this again' '等待一分钟后重新运行'
        ;;
    esac
  done
  about ''
  [[ -z $well ]] || pass "healthy:$well" "健康:$well"
}
