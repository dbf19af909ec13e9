# shellcheck shell=bash
# Which finding is the cause of which: those further up bring those further down about.

causes=(
  disk-full
  docker-missing docker-denied engine-down
  clock-set-back
  image-missing
  port-taken
  out-of-memory
  network-broken
  licensing-stopped inference-stopped gateway-stopped setup-failed
  redis-down
  licence-expired licence-elsewhere licence-absent licence-early licence-refused licence-uncovered
  model-broken
  gpu-broken
  batch-stopped
  delivery-interrupted
  not-listening unhealthy
  memory-short
  door-silent licence-unreachable not-ready
  licence-ending
  disk-filling disk-was-full permissions restarted cpu-short docker-old clock-odd platform
  nothing-installed log-errors
)

# What is no news once a cause is known.
declare -A explains=(
  [disk-full]='engine-down image-missing out-of-memory licensing-stopped inference-stopped gateway-stopped setup-failed redis-down model-broken batch-stopped delivery-interrupted unhealthy not-listening door-silent licence-unreachable not-ready restarted disk-filling disk-was-full log-errors'
  [engine-down]='door-silent'
  [docker-missing]='door-silent'
  [clock-set-back]='licence-early log-errors clock-odd'
  [image-missing]='inference-stopped gateway-stopped licensing-stopped redis-down batch-stopped door-silent not-ready licence-unreachable log-errors'
  [port-taken]='gateway-stopped door-silent not-ready'
  [out-of-memory]='inference-stopped gateway-stopped licensing-stopped redis-down batch-stopped door-silent not-ready unhealthy not-listening restarted memory-short log-errors'
  [network-broken]='not-ready licence-unreachable unhealthy redis-down door-silent log-errors'
  [licensing-stopped]='licence-unreachable not-ready log-errors restarted'
  [inference-stopped]='not-ready unhealthy log-errors restarted'
  [gateway-stopped]='door-silent not-ready log-errors restarted'
  [redis-down]='log-errors batch-stopped'
  [licence-expired]='not-ready licence-ending log-errors'
  [licence-elsewhere]='not-ready log-errors'
  [licence-absent]='not-ready log-errors'
  [licence-early]='not-ready log-errors'
  [licence-refused]='not-ready log-errors'
  [licence-uncovered]='not-ready'
  [model-broken]='not-ready log-errors'
  [gpu-broken]='model-broken not-ready log-errors'
  [not-listening]='unhealthy not-ready'
  [unhealthy]='not-ready'
)

# The findings that are bad, likeliest cause first: failures before warnings, by rank, then as they were found.
verdict() {
  local status cause
  local -i i
  for status in fail warn; do
    for cause in "${causes[@]}"; do
      for ((i = 0; i < ${#found_check[@]}; i++)); do
        [[ ${found_status[i]} == "$status" && ${found_cause[i]} == "$cause" ]] && printf '%d\n' "$i"
      done
    done
  done
}

# Whether finding $1 accounts for finding $2: of the same deployment, or of the host that carries it.
accounts_for() {
  local known=${explains[${found_cause[$1]}]:-} effect=${found_cause[$2]}
  [[ -z ${found_target[$1]} || -z ${found_target[$2]} || ${found_target[$1]} == "${found_target[$2]}" ]] || return 1
  [[ $effect == "${found_cause[$1]}" || " $known " == *" $effect "* ]]
}
