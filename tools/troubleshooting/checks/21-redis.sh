# shellcheck shell=bash
check redis 'Redis' 'Redis'
redis() {
  local stack gateway address said
  for stack in "${stacks[@]}"; do
    about "$stack"
    gateway=${part[$stack/gateway]}
    address=$(redis_address "$gateway")
    if [[ -z $address ]]; then
      skip 'no batches are set up here: Redis is not needed' '未启用批量任务:不需要 Redis'
    elif [[ -n ${part[$stack/redis]:-} ]] && ! runs "${part[$stack/redis]}"; then
      skip "${part[$stack/redis]} does not run" "${part[$stack/redis]} 没有运行"
    elif ! runs "$gateway"; then
      skip 'the gateway does not run' '网关没有运行'
    else
      said=$(connect_from "$gateway" "$address" PING)
      redis_said "$stack" "$address" "$said"
    fi
  done
}

redis_said() {
  case $3 in
    'ok +PONG' | 'ok -NOAUTH'*) pass "answers at $2" "$2 正常应答" ;;
    *)
      fail redis-down "Redis does not answer at $2: batches wait" "Redis($2)没有应答:批量任务等待"
      evidence "${3:-no answer}"
      if [[ -n ${part[$1/redis]:-} ]]; then
        fix "docker restart ${part[$1/redis]}; batches go on by themselves" "docker restart ${part[$1/redis]};批量任务会自动继续"
      else
        fix "see to the Redis at $2; batches go on by themselves" "检查 $2 上的 Redis;批量任务会自动继续"
      fi
      ;;
  esac
}

# HOST:PORT of the Redis that a container is told of, without what is secret in its URL.
redis_address() {
  local url
  url=$(setting "$1" EASEL_REDIS_URL)
  [[ $url == redis*://* ]] || return 0
  url=${url#*://} url=${url##*@} url=${url%%[/?]*}
  [[ $url == *:* ]] || url+=:6379
  printf '%s' "$url"
}
