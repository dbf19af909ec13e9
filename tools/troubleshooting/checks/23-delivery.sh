# shellcheck shell=bash
check delivery 'Interrupted installations' '未完成的安装'
delivery() {
  local stack journal entry state
  local any=no
  for stack in "${stacks[@]}"; do
    journal=${folder[$stack]}/journal.json
    [[ ${layout[$stack]} == release && -e $journal ]] || continue
    any=yes
    about "$stack"
    if [[ ! -r $journal ]]; then
      skip "$journal cannot be read by this user" "当前用户无法读取 $journal"
      continue
    fi
    entry=$(json_lines <"$journal")
    state=$(json_value "$entry" state)
    case $state in
      COMMITTED) pass "the last $(json_value "$entry" action) was finished" "上次操作($(json_value "$entry" action))已完成" ;;
      REVERTED)
        warn delivery-interrupted "the last $(json_value "$entry" action) was taken back" "上次操作($(json_value "$entry" action))已回退"
        evidence "$(json_value "$entry" why)"
        fix 'see to the reason, then give the same command again' '处理原因后重新执行同一命令'
        ;;
      *)
        if (($(date +%s) - $(stat -c %Y "$journal") < 900)); then
          warn delivery-interrupted "an $(json_value "$entry" action) is at ${state:-an unknown step}, under way or just broken off" "操作($(json_value "$entry" action))处于 ${state:-未知步骤},正在进行或刚刚中断"
          unfinished_fix "$stack" 'where nobody runs one: ' '若没有正在执行的操作:'
          continue
        fi
        fail delivery-interrupted "an $(json_value "$entry" action) stopped at ${state:-an unknown step}" "操作($(json_value "$entry" action))中断于 ${state:-未知步骤}"
        evidence "$(head -c 1000 "$journal")"
        unfinished_fix "$stack"
        ;;
    esac
  done
  [[ $any == yes ]] || skip 'nothing was installed from a package' '没有通过部署包安装的服务'
}

# A first install may have ended before there was anything to start.
unfinished_fix() {
  local start
  start=$(folder_of "$1")/start/start-1.sh
  if [[ -e $start ]]; then
    fix "${2:-}bash $start finishes it or takes it back" "${3:-}执行 bash $start 继续完成或回退"
  else
    fix "${2:-}the same install again finishes it" "${3:-}重新执行同一安装命令继续完成"
  fi
}
