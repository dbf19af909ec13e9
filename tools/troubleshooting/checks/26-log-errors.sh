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
    if grep -qE 'ENOSPC|No space left on device' <<<"$(log_of "$container")"; then
      quiet=no
      fail disk-full "$container could not write: no space was left on the disk" "$container 写入失败:磁盘空间不足"
      evidence "$(log_of "$container" | grep -E 'ENOSPC|No space left on device' | tail -n 2)"
      disk_fix "$work"
    fi
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
