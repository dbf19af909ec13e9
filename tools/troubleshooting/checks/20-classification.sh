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
      classified "$stack" "$ready" "$at"
    done
    ((at > 0)) || classified_nothing "$stack" "$ready"
  done
}

classified() {
  local stack=$1 ready=$2 at=deployments.$3 name state problem version
  name=$(json_value "$ready" "$at.name")
  state=$(json_value "$ready" "$at.state") version=$(json_value "$ready" "$at.version")
  problem=$(json_value "$ready" "$at.canary.problem")
  if [[ $state == failed ]]; then
    fail model-broken "$name cannot be served" "$name 无法提供服务"
    evidence "$(json_value "$ready" "$at.problem")"
    back_fix "$stack" "$name"
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
  evidence "$(grep '^reasons\.' <<<"$2" | cut -f 2)"
  if [[ ${layout[$1]} == release ]]; then
    fix "see to what stands above; else put its model in: $(easel_of "$1") upgrade $1 PACKAGE" \
      "先处理上述问题;否则重新放入模型:$(easel_of "$1") upgrade $1 部署包"
  else
    fix "see to what stands above; how a model is put in: $(folder_of "$1")/docs/models.md" "先处理上述问题;放入模型的方法见 $(folder_of "$1")/docs/models.zh-CN.md"
  fi
}

# Going back is by name of a version, but where a journal knows which it was.
back_fix() {
  local activate
  activate="$(easel_of "$1") activate $2 VERSION"
  if [[ ${layout[$1]} == release ]]; then
    fix "go back to the version that worked: $(easel_of "$1") rollback $2; or to any that $(easel_of "$1") versions $2 shows: $activate" \
      "回滚到可用版本:$(easel_of "$1") rollback $2;或启用 $(easel_of "$1") versions $2 列出的任一版本:$activate"
  else
    fix "go back to a version that worked: $activate" "回滚到可用版本:$activate"
  fi
}
