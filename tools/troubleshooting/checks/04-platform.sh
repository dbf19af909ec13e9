# shellcheck shell=bash
check platform 'Kernel, cgroups, SELinux, AppArmor' '内核、cgroup、SELinux、AppArmor'
platform() {
  local kernel machine cgroup=v1 selinux=off apparmor=off
  kernel=$(uname -r) machine=$(uname -m)
  [[ $(stat -fc %T /sys/fs/cgroup 2>/dev/null) == cgroup2fs ]] && cgroup=v2
  command -v getenforce >/dev/null && selinux=$(getenforce 2>/dev/null)
  [[ $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null) == Y ]] && apparmor=on
  local seen="Linux $kernel $machine, cgroup $cgroup, SELinux $selinux, AppArmor $apparmor"
  if [[ $machine != x86_64 && $machine != aarch64 ]]; then
    fail platform "$seen: Easel is made for x86_64 and aarch64" "$seen:Easel 仅支持 x86_64 与 aarch64"
    fix 'use a machine of one of these kinds' '请使用上述架构的机器'
  elif [[ $selinux == Enforcing ]]; then
    warn platform "$seen: SELinux may keep containers from folders of the host" "$seen:SELinux 可能阻止容器访问宿主机目录"
    fix "where a log says EACCES: chcon -Rt container_file_t $work" "若日志出现 EACCES:chcon -Rt container_file_t $work"
  else
    pass "$seen" "$seen"
  fi
}
