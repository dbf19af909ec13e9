# shellcheck shell=bash
# What an operator is told to do, so that he can give it word for word: an installed host has Docker and Python, and
# neither compose nor a network.

# This script once more, with what it was told of the host; `sudo` before it keeps no variable.
again() {
  [[ $work == /home/baidu/work ]] || printf 'env EASEL_WORK=%s ' "$work"
  printf 'bash %s' "$0"
}

# Where a stack lies; where nobody can tell, the operator may.
folder_of() {
  if [[ ${layout[$1]} == release ]]; then
    printf '%s' "${folder[$1]:-$work/$1}"
  else
    printf '%s' "${folder[$1]:-CHECKOUT}"
  fi
}

# What is the host's, whatever is deployed on it: beside the deployments.
host_folder() {
  local any
  any=$(some_release)
  if [[ $any == NAME ]]; then printf '%s/.easel' "$work"; else printf '%s/.easel' "$(dirname "$(folder_of "$any")")"; fi
}

# Any deployment that was installed here: whichever is brought up brings licensing up before it.
some_release() {
  local stack
  for stack in "${stacks[@]}"; do
    [[ ${layout[$stack]} == release ]] && printf '%s' "$stack" && return
  done
  printf 'NAME'
}

# The operator's command for a stack.
easel_of() {
  if [[ ${layout[$1]} == release ]]; then
    printf 'bash %s/easel' "$(host_folder)"
  else
    printf 'cd %s && npm run easel --' "$(folder_of "$1")"
  fi
}

# The first install of a package is Python's: whichever is here.
python_here() {
  local one
  for one in python3 python python2; do
    command -v "$one" >/dev/null && printf '%s' "$one" && return
  done
  printf 'python'
}

compose_of() { printf 'cd %s && docker-compose -p %s' "$(folder_of "$1")" "${project[$1]}"; }

# What brings a service back.
revival() {
  if [[ ${stack_of[$1]} == host ]] && exists "$1"; then
    printf 'docker start %s' "$1"
  else
    remaking "$1"
  fi
}

# What makes a service as its folder has it now, whether it is there or not.
remaking() {
  local stack=${stack_of[$1]}
  if [[ $stack == host ]]; then
    printf 'bash %s/easel start %s' "$(host_folder)" "$(some_release)"
  elif [[ ${layout[$stack]} == release ]]; then
    printf 'bash %s/start/start-1.sh' "$(folder_of "$stack")"
  else
    printf '%s up -d %s' "$(compose_of "$stack")" "${service_of[$1]}"
  fi
}

# What of a stack no release writes over, and compose reads from a checkout too.
settings_of() { printf '%s/.env' "$(folder_of "$1")"; }

# The line that gives a service more memory, and the file that it belongs into: `LINE|FILE`.
memory_setting() {
  local service=${service_of[$1]} stack=${stack_of[$1]} to=$2 place
  case $service in
    inference | gateway | batch) printf 'EASEL_%s_MEMORY=%s|%s' "${service^^}" "$to" "$(settings_of "$stack")" ;;
    *)
      if [[ $stack == host ]]; then place=$(host_folder); else place=$(folder_of "$stack"); fi
      printf 'services: { %s: { mem_limit: %s } }|%s/docker-compose.override.yml' "$service" "$to" "$place"
      ;;
  esac
}
