# shellcheck shell=bash
# Docker as the checks ask it: never longer than a few seconds, and never once it is known not to answer.

engine_up=

# Fails where the engine is known to be down.
docker_asked() {
  [[ $engine_up == no ]] && return 1
  timeout -k 2 "${DOCKER_PATIENCE:-15}" docker "$@"
}

# What is known of each container, as CONTAINER/FIELD.
declare -A facts=()
fact() { printf '%s' "${facts[$1/$2]:-}"; }
exists() { [[ -n ${facts[$1/status]:-} ]]; }
runs() { [[ ${facts[$1/status]:-} == running ]]; }

declare -a fields=(name status exit oom started finished restarts health image memory cpus gpus ports networks id error)
# shellcheck disable=SC2016 # a template of Docker's
readonly inspected='{{.Name}}|{{.State.Status}}|{{.State.ExitCode}}|{{.State.OOMKilled}}|{{.State.StartedAt}}|{{.State.FinishedAt}}|{{.RestartCount}}|{{if .State.Health}}{{.State.Health.Status}}{{end}}|{{.Config.Image}}|{{.HostConfig.Memory}}|{{.HostConfig.NanoCPUs}}|{{with .HostConfig.DeviceRequests}}{{len .}}{{end}}|{{range $p, $b := .HostConfig.PortBindings}}{{range $b}}{{$p}}={{.HostIP}}:{{.HostPort}} {{end}}{{end}}|{{range $n, $c := .NetworkSettings.Networks}}{{$n}} {{end}}|{{.ID}}|{{json .State.Error}}'

# Looks at containers once; those that do not exist stay unknown.
inspect_containers() {
  local line value
  local -a values
  local -i i
  (($# > 0)) || return 0
  while IFS= read -r line; do
    IFS='|' read -r -a values <<<"$line"
    ((${#values[@]} >= ${#fields[@]} - 1)) || continue
    values[0]=${values[0]#/}
    for ((i = 0; i < ${#fields[@]}; i++)); do
      value=${values[i]:-}
      facts[${values[0]}/${fields[i]}]=$value
    done
  done < <(docker_asked inspect --type container -f "$inspected" "$@" 2>/dev/null)
}

# One variable of a container's environment.
declare -A settings=()
setting() {
  local container=$1 name=$2 line
  if [[ -z ${settings[$container]+known} ]]; then
    settings[$container]=$(docker_asked inspect --type container -f '{{range .Config.Env}}{{println .}}{{end}}' "$container" 2>/dev/null)
  fi
  while IFS= read -r line; do
    [[ $line == "$name="* ]] && printf '%s' "${line#*=}"
  done <<<"${settings[$container]}"
}

# The last lines that a container wrote within the time asked about.
declare -A logs=()
log_of() {
  if [[ -z ${logs[$1]+known} ]]; then
    logs[$1]=$(docker_asked logs --since "$since" --tail 3000 "$1" 2>&1 | cut -b 1-8000)
  fi
  printf '%s\n' "${logs[$1]}"
}
