# shellcheck shell=bash
check licence 'Licence' '授权状态'
licence() {
  local stack ready expires now days
  now=$(date +%s)
  for stack in "${stacks[@]}"; do
    about "$stack"
    ready=$(readiness_of "$stack")
    case $(json_value "$ready" license.in_force) in
      false) licence_lacking "$stack" "$(json_value "$ready" license.reason)" ;;
      true)
        expires=$(json_value "$ready" license.expires)
        if [[ $expires == null || -z $expires ]]; then
          licence_covers "$stack" "$ready" 'permanent, in force' '永久授权,有效'
          continue
        fi
        days=$((($(date -d "$expires" +%s 2>/dev/null || echo "$now") - now) / 86400))
        if ((days <= 30)) || [[ -n $(json_value "$ready" license.warning) ]]; then
          warn licence-ending "the licence expires on ${expires:0:10}, in $days days" "授权将于 ${expires:0:10} 到期,剩余 $days 天"
          evidence "$(json_value "$ready" license.warning)"
          renewal_fix "$stack"
        else
          licence_covers "$stack" "$ready" "in force until ${expires:0:10}, $days days more" "有效期至 ${expires:0:10},剩余 $days 天"
        fi
        ;;
      *) licence_by_log "$stack" ;;
    esac
  done
}

licence_covers() {
  local stack=$1 ready=$2 refusal
  refusal=$(grep -E '^reasons\.[0-9]+'$'\t''.*does not cover' <<<"$ready" | cut -f 2 | head -n 1)
  if [[ -n $refusal ]]; then
    fail licence-uncovered 'the licence does not cover a deployment that is here' '授权不包含本机的某个服务'
    evidence "$refusal"
    renewal_fix "$stack"
  else
    pass "$3" "$4"
  fi
}

# Why no licence counts, in the words of licensing.
licence_lacking() {
  local stack=$1 reason=$2
  case $reason in
    *expired*) fail licence-expired "the licence has expired: callers get 337000" '授权已到期:请求返回 337000' ;;
    *'another machine'* | *'GPU card'* | *'changed'*machine*)
      fail licence-elsewhere "the licence is for another machine: callers get 337000" '授权属于另一台机器:请求返回 337000' ;;
    *'not valid before'*) fail licence-early "the licence is not valid yet: callers get 337000" '授权尚未生效:请求返回 337000' ;;
    *'not installed'*) fail licence-absent 'no licence is installed: callers get 337000' '未安装授权:请求返回 337000' ;;
    *'out of reach'*)
      fail licence-unreachable 'licensing is out of reach: callers get 337000' '无法连接授权服务:请求返回 337000'
      evidence "$reason"
      fix "bring licensing back: $(revival "${part[$stack/licensing]}")" "恢复授权服务:$(revival "${part[$stack/licensing]}")"
      return
      ;;
    *) fail licence-refused 'the licence is not accepted: callers get 337000' '授权不被接受:请求返回 337000' ;;
  esac
  evidence "$reason"
  renewal_fix "$stack"
}

renewal_fix() {
  local how
  how="$(easel_of "$1") lu"
  fix "get a licence from the vendor: $how --request writes the request, $how FILE puts his answer in place, without a restart" \
    "向厂商申请授权:$how --request 生成申请文件,收到后执行 $how 文件名 即可生效,无需重启"
}

# Where no gateway answers, licensing's log tells how things stood last.
licence_by_log() {
  local stack=$1 container=${part[$1/licensing]} last
  last=$(docker_asked logs --tail 2000 "$container" 2>&1 | grep -E '"msg":"(no licence in force|licence in force|licence in its grace)"' | tail -n 1)
  if [[ $last == *'"msg":"no licence'* ]]; then
    licence_lacking "$stack" "$(sed -nE 's/.*"reason":"([^"]*)".*/\1/p' <<<"$last")"
  elif [[ -n $last ]]; then
    pass "in force, says licensing's log; no gateway answers" '据授权服务日志有效;网关没有应答'
  else
    skip 'neither the gateway nor the log of licensing says' '网关与授权服务日志均无相关信息'
  fi
}
