# shellcheck shell=bash
check clock "The machine's clock" '系统时钟'
clock() {
  local now latest=0 seen what=
  now=$(date +%s)
  if ((now < MADE_AT)); then
    latest=$MADE_AT what='this script was made'
  fi
  while IFS=$'\t' read -r seen name; do
    if [[ $seen =~ ^[0-9]+$ ]] && ((seen > latest)); then latest=$seen what=$name; fi
  done < <(clock_witnesses)
  local back=$((latest - now))
  if ((back > 3600)); then
    local days=$((back / 86400)) hours=$((back / 3600))
    local size="$days days" size_zh="$days 天"
    ((days > 0)) || { size="$hours hours" size_zh="$hours 小时"; }
    fail clock-set-back "the clock says $(clock_shown "$now"), and it was $(clock_shown "$latest") already: it is back by $size" \
      "系统时钟为 $(clock_shown "$now"),但此前已到过 $(clock_shown "$latest"):倒退了 $size_zh"
    evidence "$what: $(clock_shown "$latest")"
    fix "set it right: timedatectl set-ntp true, or date -s 'YYYY-MM-DD HH:MM:SS' and hwclock -w; licences meanwhile go by the later time" \
      "校准时钟:timedatectl set-ntp true,或 date -s 'YYYY-MM-DD HH:MM:SS' 后执行 hwclock -w;在此期间授权按较晚的时间计算"
  elif ((MADE_AT > 0 && now > MADE_AT + 20 * 365 * 86400)); then
    warn clock-odd "the clock says $(clock_shown "$now"), twenty years after this script was made" "系统时钟为 $(clock_shown "$now"),比本脚本的制作时间晚二十年以上"
    fix 'set the clock right' '校准系统时钟'
  else
    pass "$(clock_shown "$now"), not behind what was written here" "$(clock_shown "$now"),不早于已有文件的时间"
  fi
}

clock_shown() { date -u -d "@$1" '+%Y-%m-%d %H:%M UTC' 2>/dev/null || printf '@%s' "$1"; }

# SECONDS<TAB>WHAT: times at which something was already done on this machine.
clock_witnesses() {
  local stack container mark file
  for stack in "${stacks[@]}"; do
    for file in "${folder[$stack]}" "${folder[$stack]}/.env" "${folder[$stack]}/journal.json" "${folder[$stack]}/models/$stack/current" "$work/.easel/.env" "$work/.easel/state/licensing/audit.jsonl"; do
      [[ -e $file ]] && printf '%s\t%s\n' "$(stat -c %Y "$file")" "$file"
    done
  done
  for file in /var/log /var/lib/docker/containers /etc; do
    [[ -e $file ]] && printf '%s\t%s\n' "$(stat -c %Y "$file")" "$file"
  done
  for container in "${containers[@]}"; do
    if runs "$container" && [[ ${service_of[$container]} == licensing ]]; then
      # Where licensing has come to: the highest time that it ever saw.
      mark=$(docker_asked exec "$container" cat /var/lib/easel/licensing/state.json 2>/dev/null | sed -nE 's/.*"mark":([0-9]+).*/\1/p')
      [[ -n $mark ]] && printf "%s\tlicensing's mark\n" "$((mark / 1000))"
    fi
    mark=$(date -d "$(fact "$container" started)" +%s 2>/dev/null)
    [[ $(fact "$container" started) == 0001* || -z $mark ]] || printf '%s\tstart of %s\n' "$mark" "$container"
  done
}
