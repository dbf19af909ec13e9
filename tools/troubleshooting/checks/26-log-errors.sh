# shellcheck shell=bash
check log_errors 'Errors in the logs' '日志中的关键报错'
log_errors() {
  local container summary errors
  if [[ $engine_up != yes ]]; then
    skip 'Docker does not answer' 'Docker 没有应答'
    return
  fi
  local quiet=yes
  for container in "${containers[@]}"; do
    exists "$container" || continue
    about_container "$container"
    no_space "$container" && quiet=no
    summary=$(log_of "$container" | error_groups)
    [[ -n $summary ]] || continue
    quiet=no
    errors=$(sed -E 's/^ *([0-9]+).*/\1/' <<<"$summary" | paste -sd+ - | sed 's/[^0-9+]//g')
    warn log-errors "$container: $((errors)) lines of errors in the last $since" "$container:最近 $since 内有 $((errors)) 行报错"
    evidence "$summary"
    fix "docker logs --since $since $container | grep LOG_ID shows what became of one request" "用 docker logs --since $since $container | grep LOG_ID 查看某个请求的过程"
  done
  about ''
  [[ $quiet == no ]] || pass "none in the last $since" "最近 $since 内没有"
}

readonly NO_SPACE='ENOSPC|No space left on device'

# A container that could not write: that is what is wrong where it was lately, and history where it was long ago, since
# a disk that is full still is seen by itself.
no_space() {
  local lines
  lines=$(log_of "$1" | grep -E "$NO_SPACE" | tail -n 2)
  [[ -n $lines ]] || return 1
  if docker_asked logs --since 10m --tail 3000 "$1" 2>&1 | grep -qE "$NO_SPACE"; then
    fail disk-full "$1 could not write: no space was left on the disk" "$1 写入失败:磁盘空间不足"
    evidence "$lines"
    disk_fix "$work"
  else
    warn disk-was-full "$1 could not write within the last $since for want of space, and has not said so for 10 minutes" \
      "$1 在最近 $since 内曾因磁盘空间不足写入失败,最近 10 分钟内没有再发生"
    evidence "$lines"
    fix 'see what the check of disks says; nothing is to be done where it finds room' '以磁盘检查的结果为准;空间充足则无需处理'
  fi
}

# Lines of a log from stdin as `COUNT x MESSAGE (last log_id …)`, the most frequent first.
error_groups() {
  local line message id
  local -A count=() last=()
  while IFS= read -r line; do
    message='' id=''
    if [[ $line == \{* ]]; then
      [[ $line =~ \"msg\":\"(([^\"\\]|\\.)*)\" ]] && message=${BASH_REMATCH[1]}
      [[ $line =~ \"log_id\":\"?([0-9]+) ]] && id=${BASH_REMATCH[1]}
      # What lies behind it is often in the error alone.
      [[ $line =~ \"err\":\{[^\}]*\"message\":\"(([^\"\\]|\\.)*)\" ]] && message+=": ${BASH_REMATCH[1]:0:160}"
    else
      message=${line:0:160}
    fi
    message=${message//[0-9][0-9][0-9][0-9][0-9]*([0-9])/N}
    [[ -n $message ]] || continue
    count[$message]=$((${count[$message]:-0} + 1))
    [[ -z $id ]] || last[$message]=$id
  done < <(grep -E '"level":"(error|fatal)"|^[^{].*(FATAL|[Ff]atal|[Pp]anic|Segmentation|Uncaught|Error:)' | tail -n 500)
  for message in "${!count[@]}"; do
    printf '%6d x %s%s\n' "${count[$message]}" "$message" "${last[$message]:+ (last log_id ${last[$message]})}"
  done | sort -rn | head -n 8
}
