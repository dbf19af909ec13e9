# shellcheck shell=bash
check out_of_memory 'Killed for want of memory' '因内存不足被终止'
out_of_memory() {
  local container kills kernel hidden=
  local clean=yes
  for container in "${containers[@]}"; do
    runs "$container" || continue
    about_container "$container"
    # Version 2 of cgroups, and version 1.
    kills=$(docker_asked exec "$container" cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null |
      sed -nE 's/^oom_kill ([0-9]+)$/\1/p' | head -n 1)
    if [[ $kills =~ ^[0-9]+$ ]] && ((kills > 0)); then
      clean=no
      fail out-of-memory "$container has too little memory: the kernel killed $kills of its processes" \
        "$container 内存不足:内核终止了它的 $kills 个进程"
      evidence "$(log_of "$container" | grep -E 'a lane died|could not be started' | tail -n 3)"
      oom_fix "$container"
    elif [[ $(fact "$container" oom) == true ]]; then
      clean=no
      fail out-of-memory "a process of $container was killed for want of memory" "$container 的进程因内存不足被终止"
      oom_fix "$container"
    fi
  done
  about ''
  kernel=$(dmesg 2>/dev/null || journalctl -k -n 2000 --no-pager 2>/dev/null)
  [[ -n $kernel ]] || hidden=yes
  kernel=$(of_concern <<<"$kernel" | tail -n 4)
  if [[ -n $kernel && $clean == yes ]]; then
    warn memory-short 'the kernel has killed processes for want of memory since this machine started' '本机启动以来,内核曾因内存不足终止进程'
    evidence "$kernel"
    fix 'see whether they were of Easel; add memory, or limit what else runs here' '确认是否为 Easel 的进程;增加内存或限制其他程序'
  elif [[ $hidden == yes && $clean == yes ]]; then
    skip "no container says so; the kernel's log is not to be seen by this user" '容器没有相关记录;当前用户无法查看内核日志'
  elif [[ $clean == yes ]]; then
    pass 'nothing' '无'
  fi
}

# Of the kernel's log what concerns the host as a whole or a container of ours: not what others' limits brought about.
of_concern() {
  local container ids=''
  for container in "${containers[@]}"; do
    exists "$container" && ids+="|oom-kill.*$(fact "$container" id)"
  done
  grep -E "Out of memory: Kill$ids"
}

oom_fix() {
  local container=$1 limit line file how how_zh lanes='' lanes_zh=''
  limit=$(fact "$container" memory)
  if [[ ${service_of[$container]} == inference ]]; then
    lanes=", or a lower EASEL_LANES into $(settings_of "${stack_of[$container]}")"
    lanes_zh=",或在 $(settings_of "${stack_of[$container]}") 中调小 EASEL_LANES"
  fi
  if [[ $limit =~ ^[0-9]+$ ]] && ((limit > 0)); then
    limit=$((limit / 1048576))
    IFS='|' read -r line file <<<"$(memory_setting "$container" "$((2 * limit))m")"
    how="its limit is $limit MiB: write such as \`$line\` into $file$lanes"
    how_zh="其内存上限为 $limit MiB:在 $file 中写入(例如)\`$line\`$lanes_zh"
  else
    how="give the machine more memory${lanes/, or/, or write}"
    how_zh="增加机器内存$lanes_zh"
  fi
  fix "$how; then $(remaking "$container")" "$how_zh;然后执行 $(remaking "$container")"
}
