#!/usr/bin/env bash
# trouble_shooting.sh: what is wrong with Easel on this host, and what to do. Plain bash, 4.2 or later; see --help.

shopt -s extglob nullglob
export LC_NUMERIC=C
umask 077

VERSION=${VERSION:-development}
# When this script was made, seconds since 1970: no clock is right that says less.
MADE_AT=${MADE_AT:-0}

if [[ -z ${joined:-} ]]; then
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  for piece in "$here"/lib/*.sh "$here"/checks/*.sh; do
    # shellcheck source=/dev/null
    . "$piece"
  done
fi

main() {
  local asked_for='' json='' bundle=default
  work=${EASEL_WORK:-/home/baidu/work}
  since=24h
  language=$(usual_language)
  while (($# > 0)); do
    case $1 in --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;; esac
    case $1 in
      --deployment | --work | --since | --bundle | --lang)
        [[ -n ${2:-} ]] || misused "$1 needs a value" "$1 需要一个值"
        case $1 in
          --deployment) asked_for=$2 ;;
          --work) work=$2 ;;
          --since) since=$2 ;;
          --bundle) bundle=$2 ;;
          --lang) language=$2 ;;
        esac
        shift 2
        ;;
      --json) json=yes && shift ;;
      --no-bundle) bundle='' && shift ;;
      --version) printf '%s\n' "$VERSION" && exit 0 ;;
      -h | --help) usage && exit 0 ;;
      *) misused "not understood: $1" "无法理解:$1" ;;
    esac
  done
  case $language in
    en | zh | both) ;;
    *) language=$(usual_language) misused '--lang is en, zh or both' '--lang 可以是 en、zh 或 both' ;;
  esac
  [[ $since =~ ^[0-9A-Za-z:.+-]+$ ]] || misused '--since is such as 24h, 90m or 2026-01-31' '--since 形如 24h、90m 或 2026-01-31'
  local usual_bundle
  usual_bundle=easel-support-$(date +%Y%m%d-%H%M%S).tar.gz
  if [[ $bundle == default ]]; then
    if [[ -n $json ]]; then bundle=''; else bundle=$usual_bundle; fi
  elif [[ -d $bundle ]]; then
    bundle=${bundle%/}/$usual_bundle
  fi

  # What may not be shown is taken out by it: without it nothing can be.
  if ! command -v awk >/dev/null; then
    say 'awk is not installed here, and this script needs it' '本机没有 awk,本脚本需要它' >&2
    exit 2
  fi

  # Whether Docker answers decides what can be looked for.
  docker_asked version >/dev/null 2>&1 || engine_up=no
  find_stacks
  if [[ -n $asked_for ]]; then
    local there="${stacks[*]}"
    if ! keep_stack "$asked_for"; then
      [[ $engine_up == no ]] || misused "there is no deployment $asked_for here; there: ${there:-none}" "本机没有服务 $asked_for;现有:${there:-无}"
      look_at_host_alone "$asked_for" "$there"
    fi
  fi
  trap '[[ -z $bundle_folder ]] || rm -rf -- "$bundle_folder"' EXIT
  if [[ -n $json ]]; then
    # What a program of Docker's says where it should not is no part of the report.
    run_checks say_nothing >/dev/null
  else
    run_checks tell
    summarise
  fi
  [[ -z $bundle ]] || hand_over "$bundle" "$json"
  [[ -z $json ]] || json_report
  exit "$(exit_code)"
}

# Docker may know of a deployment outside the work folder. Where it cannot be asked, the host is looked at all the same.
look_at_host_alone() {
  sought=$1 instead=$2
  stacks=() containers=()
  # In place of the check of what is installed, which would say that nothing is.
  # shellcheck disable=SC2317 # it is called as a check
  deployments() {
    skip "deployment $sought is not in $work (there: ${instead:-none}), and Docker, which may know of it elsewhere, could not be asked: only the host is looked at" \
      "$work 下没有服务 $sought(现有:${instead:-无});无法向 Docker 查询它是否在别处:仅检查主机"
    fix 'where its work folder is another: the same command with --work /path' '若其工作目录在别处:在同一命令后加 --work /路径'
  }
}

# Makes the bundle, and says where it is.
hand_over() {
  if write_bundle "$1"; then
    [[ -n $2 ]] || say "
For support: $1 (passwords, keys and pictures are taken out)" "
提交给技术支持:$1(已去除口令、密钥与图片)"
  else
    say "$1 cannot be written: give --bundle another place, or --no-bundle" "无法写入 $1:用 --bundle 指定其他位置,或使用 --no-bundle" >&2
  fi
}

main "$@"
