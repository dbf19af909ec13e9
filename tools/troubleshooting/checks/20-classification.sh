# shellcheck shell=bash
check classification 'A picture is classified' '实际分类测试'
classification() {
  local stack ready at name
  for stack in "${stacks[@]}"; do
    about "$stack"
    ready=$(readiness_of "$stack")
    if [[ -z $ready ]]; then
      skip 'the gateway does not answer' '网关没有应答'
      continue
    fi
    for ((at = 0; ; at++)); do
      name=$(json_value "$ready" "deployments.$at.name")
      [[ -n $name ]] || break
      classified "$ready" "$at" "$name"
    done
    ((at > 0)) || classified_nothing "$ready"
  done
}

classified() {
  local ready=$1 at=deployments.$2 name=$3 state problem version
  state=$(json_value "$ready" "$at.state") version=$(json_value "$ready" "$at.version")
  problem=$(json_value "$ready" "$at.canary.problem")
  if [[ $state == failed ]]; then
    fail model-broken "$name cannot be served" "$name 无法提供服务"
    evidence "$(json_value "$ready" "$at.problem")"
    fix 'go back to a version that worked: easel rollback NAME (or easel activate NAME VERSION)' '回滚到可用版本:easel rollback 服务名(或 easel activate 服务名 版本)'
  elif [[ $(json_value "$ready" "$at.canary.ok") == true && $state == serving ]]; then
    pass "$name version $version answered a test picture in $(json_value "$ready" "$at.canary.ms") ms" "$name 版本 $version 完成测试图片分类,耗时 $(json_value "$ready" "$at.canary.ms") ms"
  else
    fail not-ready "$name does not classify: ${problem:-it is $state}" "$name 无法分类:${problem:-状态 $state}"
    evidence "$(grep '^reasons\.' <<<"$ready" | cut -f 2)"
    fix 'see to what stands above; loading takes some seconds after a start' '先处理上述问题;启动后加载需要几秒'
  fi
}

classified_nothing() {
  fail not-ready 'nothing is classified' '没有服务可以分类'
  evidence "$(grep '^reasons\.' <<<"$1" | cut -f 2)"
  fix 'see to what stands above; a deployment is put in with install.py install NAME' '先处理上述问题;用 install.py install 服务名 安装服务'
}
