# shellcheck shell=bash
check network 'Network between services' '服务之间的网络'
network() {
  local stack
  if [[ $engine_up != yes ]]; then
    skip 'Docker does not answer' 'Docker 没有应答'
    return
  fi
  for stack in "${stacks[@]}"; do
    about "$stack"
    network_from "$stack" gateway "inference $(setting "${part[$stack/gateway]}" EASEL_INFERENCE_ADDRESS)" "licensing $(setting "${part[$stack/gateway]}" EASEL_LICENSING_ADDRESS)"
    network_from "$stack" inference "licensing $(setting "${part[$stack/inference]}" EASEL_LICENSING_ADDRESS)"
    [[ -z ${part[$stack/batch]:-} ]] ||
      network_from "$stack" batch "inference $(setting "${part[$stack/batch]}" EASEL_INFERENCE_ADDRESS)" "redis $(redis_address "${part[$stack/batch]}")"
  done
}

# From a service's container to `SERVICE HOST:PORT`s.
network_from() {
  local stack=$1 from=${part[$1/$2]} pair service address said reached=''
  shift 2
  runs "$from" || return 0
  for pair in "$@"; do
    read -r service address <<<"$pair"
    [[ $address == *:* && $address != unix:* ]] || continue
    # What does not run cannot be reached: that is said of the container.
    runs "${part[$stack/$service]:-}" || continue
    said=$(connect_from "$from" "$address")
    case $said in
      ok*) reached+=" $address" ;;
      ECONNREFUSED)
        fail not-listening "$from reaches ${part[$stack/$service]}, which does not listen at $address" "$from 能连到 ${part[$stack/$service]},但其未监听 $address"
        fix "wait until it has started; else docker logs --tail 50 ${part[$stack/$service]}" "等待其启动完成;否则查看 docker logs --tail 50 ${part[$stack/$service]}"
        ;;
      *)
        if has_begun_anew "${part[$stack/$service]}"; then
          warn not-listening "$from cannot reach ${part[$stack/$service]}, which is only starting" "$from 无法连接 ${part[$stack/$service]},后者正在启动"
          fix 'wait a minute and run this again' '等待一分钟后重新运行'
        else
          network_broken "$from" "${part[$stack/$service]}" "$address: ${said:-no answer}"
        fi
        ;;
    esac
  done
  [[ -z $reached ]] || pass "$from reaches$reached" "$from 可连接$reached"
}

# Whether a container has ended or begun since it was looked at: then it is no wonder that it was not there.
has_begun_anew() {
  local now
  now=$(docker_asked inspect --type container -f '{{.State.Status}}|{{.State.StartedAt}}' "$1" 2>/dev/null)
  [[ -n $now && $now != "running|$(fact "$1" started)" ]]
}

network_broken() {
  local from=$1 to=$2 net shared='' other=''
  fail network-broken "the network between $from and $to is broken: it runs, and cannot be reached" "$from 与 $to 之间的网络不通:后者在运行,但无法连接"
  for net in $(fact "$from" networks); do
    if [[ " $(fact "$to" networks) " == *" $net "* ]]; then shared=$net; else other=$net; fi
  done
  evidence "$3"$'\n'"$from: $(fact "$from" networks)"$'\n'"$to: $(fact "$to" networks)"
  if [[ -n $shared ]]; then
    fix "docker restart $from $to; where a firewall was changed: systemctl restart docker (it makes its rules anew)" \
      "docker restart $from $to;若改动过防火墙:systemctl restart docker(重建网络规则)"
    return
  fi
  local lost=$to net_of
  net_of=$(home_network "$to")
  if [[ -n $net_of && " $(fact "$from" networks) " != *" $net_of "* ]]; then lost=$from; else net_of=${net_of:-$other}; fi
  fix "they share no network: docker network connect --alias ${service_of[$lost]} ${net_of:-NETWORK} $lost" \
    "两者不在同一网络:docker network connect --alias ${service_of[$lost]} ${net_of:-网络名} $lost"
}

# The network that a container's neighbours are on, and it should be.
home_network() {
  local container net
  for container in "${containers[@]}"; do
    [[ $container != "$1" && ${service_of[$container]} != gateway ]] || continue
    for net in $(fact "$container" networks); do
      printf '%s' "$net"
      return
    done
  done
}

# `ok` and what the first line of the answer is to a question, or why there is no connection.
connect_from() {
  docker_asked exec "$1" node -e "
    const [host, port] = process.argv[1].split(/:(?=[0-9]+\$)/);
    const question = process.argv[2];
    const socket = require('net').connect({ host, port: Number(port) });
    const end = (said) => { console.log(said); process.exit(0); };
    setTimeout(end, 4000, 'ETIMEDOUT');
    socket.on('error', (error) => end(error.code));
    socket.on('connect', () => (question ? socket.write(question + '\r\n') : end('ok')));
    socket.on('data', (answer) => end('ok ' + String(answer).split('\r\n')[0]));
  " "$2" "${3:-}" 2>/dev/null
}
