# shellcheck shell=bash
check images 'Images' '镜像'
images() {
  local stack service container image
  if [[ $engine_up != yes ]]; then
    skip 'Docker does not answer' 'Docker 没有应答'
    return
  fi
  own_easel
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

# What the command `easel` runs. It is in no container between commands, so that any clearing up takes it.
own_easel() {
  local release image
  release=$(env_value "$work/.easel/.env" EASEL_RELEASE)
  [[ -n $release ]] || return 0
  image=easel/cli:$release
  about ''
  if docker_asked image inspect -f '{{.Id}}' "$image" >/dev/null 2>&1; then
    pass "the command easel has its image: $image" "easel 命令的镜像齐全:$image"
  else
    warn image-missing "image $image is gone: the command easel cannot run, and so nothing can be upgraded or started anew" \
      "镜像 $image 不存在:easel 命令无法运行,因而无法升级或重新启动服务"
    fix "compare the SHA-256 of the full package of release $release with the one that the vendor told you, unpack it, and in its folder original: $(python_here) package/Install/install.py install NAME --trust-package --vendor-key FINGERPRINT (not docker load: that proves nothing)" \
      "核对版本 $release 完整包的 SHA-256 与厂商告知的一致,解压后在其 original 目录执行:$(python_here) package/Install/install.py install 服务名 --trust-package --vendor-key 指纹(请勿用 docker load,那样未经任何验证)"
  fi
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
    # Of a deployment on a host whose licensing is of a later release, that is the one to take.
    local release=${image##*:}
    [[ $image == easel/* ]] || release=$(env_value "${folder[$stack]}/.env" EASEL_RELEASE)
    fix "$(easel_of "$stack") upgrade $stack PACKAGE, with the full package of release ${release:-that it runs}: it proves the package, loads what is lacking and starts it (not docker load: that proves nothing)" \
      "用版本 ${release:-与当前相同} 的完整包执行 $(easel_of "$stack") upgrade $stack 部署包:验证部署包,加载缺少的镜像并启动(请勿用 docker load,那样未经任何验证)"
  else
    fix "build it: $(compose_of "$stack") up -d --build ${service_of[$container]}" \
      "构建:$(compose_of "$stack") up -d --build ${service_of[$container]}"
  fi
}
