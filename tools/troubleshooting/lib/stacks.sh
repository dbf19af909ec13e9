# shellcheck shell=bash
# What is installed here: deployments below the work folder, and compose projects of a checkout.

declare -a stacks=() containers=()
# By stack: its layout (release or checkout), its folder, its compose project, the services that it should have.
declare -A layout=() folder=() project=() services=()
# By STACK/SERVICE: the container. By container: its stack and service.
declare -A part=() stack_of=() service_of=()

find_stacks() {
  find_in_work_folder
  [[ $engine_up == no ]] || find_in_docker
  local stack service
  for stack in "${stacks[@]}"; do
    for service in ${services[$stack]}; do
      [[ -n ${part[$stack/$service]:-} ]] || set_part "$stack" "$service" "$(usual_name "$stack" "$service")"
    done
  done
  inspect_containers "${containers[@]}"
  local gateway
  for stack in "${stacks[@]}"; do
    gateway=${part[$stack/gateway]}
    exists "$gateway" && [[ -n $(setting "$gateway" EASEL_REDIS_URL) ]] && want_service "$stack" redis
  done
}

add_stack() {
  local name=$1
  [[ -z ${layout[$name]:-} ]] || return 0
  stacks+=("$name")
  layout[$name]=$2
  folder[$name]=$3
  project[$name]=$4
  services[$name]='licensing inference gateway'
}

want_service() {
  [[ " ${services[$1]} " == *" $2 "* ]] || services[$1]+=" $2"
  [[ -n ${part[$1/$2]:-} ]] || set_part "$1" "$2" "$(usual_name "$1" "$2")"
}

set_part() {
  part[$1/$2]=$3
  [[ -n ${stack_of[$3]:-} ]] || containers+=("$3")
  # Licensing of installed deployments belongs to the host.
  if [[ $2 == licensing && ${layout[$1]} == release ]]; then stack_of[$3]=host; else stack_of[$3]=$1; fi
  service_of[$3]=$2
}

usual_name() {
  if [[ ${layout[$1]} == checkout ]]; then
    printf '%s_%s_1' "${project[$1]}" "$2"
  elif [[ $2 == licensing ]]; then
    printf 'easel-licensing'
  else
    printf '%s-%s' "$1" "$2"
  fi
}

# One line of a NAME=VALUE file that can be read.
env_value() {
  [[ -r $1 ]] && sed -n "s/^$2=//p" "$1" | tail -n 1
}

# A copy of a deployment that was put away still says the name of the first, and is none.
find_in_work_folder() {
  local path name said
  for path in "$work"/*/; do
    [[ -d $path ]] || continue
    path=${path%/} name=${path##*/}
    said=$(env_value "$path/.env" EASEL_NAME)
    [[ $said == "$name" || (-z $said && -d $path/models/$name) ]] || continue
    add_stack "$name" release "$path" "${name,,}"
    # Its compose file knows them whether they are wanted or not.
    [[ ,$(env_value "$path/.env" COMPOSE_PROFILES), == *,batches,* ]] && services[$name]+=' batch redis'
  done
}

find_in_docker() {
  local container its_project service image directory
  local -a rows=()
  while IFS='|' read -r container its_project service image directory; do
    rows+=("$container|$its_project|$service|$image|$directory")
    [[ $service == gateway || $service == inference || $service == licensing ]] || continue
    [[ $image == *easel* || $image == sha256:* || $image =~ ^[0-9a-f]{12,}$ ]] || continue
    if [[ $container =~ ^([A-Za-z][A-Za-z0-9_-]*)-(gateway|inference)$ && ${BASH_REMATCH[1],,} == "$its_project" ]]; then
      add_stack "${BASH_REMATCH[1]}" release "$directory" "$its_project"
    elif [[ $container != easel-licensing && -n $its_project ]]; then
      add_stack "$its_project" checkout "$directory" "$its_project"
    fi
  done < <(docker_asked ps -a --no-trunc --format '{{.Names}}|{{.Label "com.docker.compose.project"}}|{{.Label "com.docker.compose.service"}}|{{.Image}}|{{.Label "com.docker.compose.project.working_dir"}}' 2>/dev/null)
  local stack row
  for stack in "${stacks[@]}"; do
    for row in "${rows[@]}"; do
      IFS='|' read -r container its_project service image directory <<<"$row"
      if [[ ${layout[$stack]} == release && $container == easel-licensing ]]; then
        set_part "$stack" licensing "$container"
      elif [[ $its_project == "${project[$stack]}" && $service =~ ^(licensing|inference|gateway|redis|batch|setup)$ ]]; then
        set_part "$stack" "$service" "$container"
        [[ $service == setup ]] || want_service "$stack" "$service"
      fi
    done
  done
}

# Leaves only the one that was asked for. Fails where there is none of that name.
keep_stack() {
  local stack container
  for stack in "${stacks[@]}"; do
    [[ ${stack,,} == "${1,,}" ]] || continue
    stacks=("$stack")
    local -a kept=()
    for container in "${containers[@]}"; do
      [[ ${stack_of[$container]} == "$stack" || $container == "${part[$stack/licensing]}" ]] && kept+=("$container")
    done
    containers=("${kept[@]}")
    return 0
  done
  return 1
}

# Whom a finding about a container concerns: nobody in particular where it is the host's.
about_container() {
  if [[ ${stack_of[$1]} == host ]]; then about ''; else about "${stack_of[$1]}"; fi
}

# Where callers, and operators, reach a deployment on this host: HOST PORT of the container's port.
door_of() {
  local gateway=${part[$1/gateway]} binding name=EASEL_PORT
  for binding in ${facts[$gateway/ports]:-}; do
    [[ $binding == "$2/tcp="* ]] || continue
    binding=${binding#*=}
    case ${binding%:*} in '' | 0.0.0.0 | '::') printf '127.0.0.1 %s' "${binding##*:}" ;; *) printf '%s %s' "${binding%:*}" "${binding##*:}" ;; esac
    return
  done
  [[ $2 == 8081 ]] && name=EASEL_ADMIN_PORT
  local port
  port=$(env_value "${folder[$1]}/.env" "$name")
  [[ -z $port ]] || printf '127.0.0.1 %s' "$port"
}
