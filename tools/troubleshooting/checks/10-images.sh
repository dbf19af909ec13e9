# shellcheck shell=bash
check images 'Images' '镜像'
images() {
  local stack service container image
  if [[ $engine_up != yes ]]; then
    skip 'Docker does not answer' 'Docker 没有应答'
    return
  fi
  local -A looked=()
  for stack in "${stacks[@]}"; do
    about "$stack"
    local missing='' there=''
    for service in ${services[$stack]}; do
      container=${part[$stack/$service]}
      image=$(image_of "$stack" "$service")
      [[ -n $image ]] || continue
      if docker_asked image inspect -f '{{.Id}}' "$image" >/dev/null 2>&1; then
        there+=" $image"
      else
        missing+=" $image"
        [[ -z ${looked[$image]:-} ]] || continue
        looked[$image]=yes
        image_missing "$stack" "$container" "$image"
      fi
    done
    [[ -n $missing || -z $there ]] || pass "all there:$there" "齐全:$there"
  done
}

# What a service runs from: as its container says, as its compose file says, or as a sibling's name suggests.
image_of() {
  local stack=$1 service=$2 image sibling
  image=$(fact "${part[$stack/$service]}" image)
  if [[ -n $image ]]; then
    printf '%s' "$image"
  elif [[ $service == redis ]]; then
    printf 'redis:7-bookworm'
  elif [[ ${layout[$stack]} == release && -n $(env_value "${folder[$stack]}/.env" EASEL_RELEASE) ]]; then
    # A deployment on a card has another image for it.
    if [[ $service == inference ]] && grep -qs '^ *image: easel/inference-cuda12:' "${folder[$stack]}/docker-compose.yml"; then
      service=inference-cuda12
    fi
    printf 'easel/%s:%s' "$service" "$(env_value "${folder[$stack]}/.env" EASEL_RELEASE)"
  else
    for sibling in gateway inference licensing; do
      image=$(fact "${part[$stack/$sibling]}" image)
      if [[ $image == *easel*"$sibling"* ]]; then
        printf '%s' "${image/$sibling/$service}"
        return
      fi
    done
  fi
}

image_missing() {
  local stack=$1 container=$2 image=$3
  if runs "$container"; then
    warn image-missing "image $image is gone: $container runs on, and cannot be made anew" "镜像 $image 不存在:$container 仍在运行,但无法重新创建"
  else
    fail image-missing "image $image is missing: $container cannot start" "缺少镜像 $image:$container 无法启动"
  fi
  if [[ ${layout[$stack]} == release ]]; then
    fix "load it from the full package: docker load -i original/package/images/… (gzip), then $(revival "$container")" \
      "从完整包加载:docker load -i original/package/images/…,然后执行 $(revival "$container")"
  else
    fix "build it: docker-compose -p ${project[$stack]} up -d --build ${service_of[$container]}, in ${folder[$stack]:-the checkout}" \
      "在 ${folder[$stack]:-源码目录} 中构建:docker-compose -p ${project[$stack]} up -d --build ${service_of[$container]}"
  fi
}
