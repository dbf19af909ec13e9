# shellcheck shell=bash
check licensing "Licensing's service" '授权服务'
licensing() {
  local stack container said
  local -A asked=()
  for stack in "${stacks[@]}"; do
    container=${part[$stack/licensing]}
    [[ -z ${asked[$container]:-} ]] || continue
    asked[$container]=yes
    about_container "$container"
    if ! runs "$container"; then
      skip "$container does not run" "$container 没有运行"
    elif said=$(docker_asked exec "$container" node /easel/libs/rpc/dist/probe.js 127.0.0.1:9402 2>&1); then
      pass "$container answers" "$container 正常应答"
    else
      fail licensing-stopped "$container runs, and licensing in it does not answer" "$container 运行中,但授权服务没有应答"
      evidence "$said"
      fix "docker restart $container" "docker restart $container"
    fi
  done
}
