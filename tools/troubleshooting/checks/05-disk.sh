# shellcheck shell=bash
check disk 'Disk space and inodes' '磁盘空间与 inode'
disk() {
  local root place seen
  root=$(docker_asked info --format '{{.DockerRootDir}}' 2>/dev/null)
  local -A measured=()
  for place in "$work" "${root:-/var/lib/docker}" "${TMPDIR:-/tmp}" "${folder[@]}"; do
    while [[ ! -e $place && $place == */* ]]; do place=${place%/*}; done
    place=${place:-/}
    # One finding a file system.
    seen=$(df -Pk "$place" 2>/dev/null | tail -n 1)
    [[ -n $seen && -z ${measured[${seen##* }]:-} ]] || continue
    measured[${seen##* }]=yes
    disk_space "$place" "$seen"
    disk_inodes "$place" "$(df -Pi "$place" 2>/dev/null | tail -n 1)"
  done
}

# Below this many KiB services can write neither state nor logs.
readonly DISK_LEAST=$((200 * 1024)) DISK_LOW=$((2 * 1024 * 1024))

disk_space() {
  local line=$2 used free mount
  read -r _ _ _ free used mount <<<"$line"
  used=${used%\%}
  [[ $used =~ ^[0-9]+$ && $free =~ ^[0-9]+$ ]] || return 0
  local mib=$((free / 1024))
  if ((free < DISK_LEAST || used >= 99)); then
    fail disk-full "the disk of $1 ($mount) is full: $mib MiB left, $used % used" "$1 所在磁盘($mount)已满:剩余 $mib MiB,已用 $used %"
    disk_fix "$1"
  elif ((free < DISK_LOW || used >= 90)); then
    warn disk-filling "the disk of $1 ($mount) fills up: $mib MiB left, $used % used" "$1 所在磁盘($mount)即将写满:剩余 $mib MiB,已用 $used %"
    disk_fix "$1"
  else
    pass "$1: $mib MiB left, $used % used" "$1:剩余 $mib MiB,已用 $used %"
    return
  fi
  evidence "$line"
}

disk_inodes() {
  local used mount
  read -r _ _ _ _ used mount <<<"$2"
  used=${used%\%}
  [[ $used =~ ^[0-9]+$ ]] || return 0
  ((used >= 90)) || return 0
  if ((used >= 99)); then
    fail disk-full "the disk of $1 ($mount) has no inodes left: $used % used" "$1 所在磁盘($mount)的 inode 已用完:$used %"
  else
    warn disk-filling "the inodes of $1 ($mount) run out: $used % used" "$1 所在磁盘($mount)的 inode 即将用完:$used %"
  fi
  evidence "$2"
  disk_fix "$1"
}

disk_fix() {
  fix "free space: du -xh -d2 $1 | sort -h | tail shows what is large; docker image prune removes images without a name that nothing uses (not with -a, which takes what the command easel runs); old copies of deployments lie beside them in $work" \
    "释放空间:用 du -xh -d2 $1 | sort -h | tail 找出大目录;用 docker image prune 删除无名的无用镜像(不要加 -a,否则会删除 easel 命令所需的镜像);旧的部署备份在 $work 下"
}
