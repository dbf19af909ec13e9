# shellcheck shell=bash
check sight 'What this user can see' '当前用户可见的范围'
sight() {
  if ((EUID == 0)); then
    pass 'everything: this is root' '全部:当前为 root 用户'
    return
  fi
  skip "not root: not seen are which process holds a port, the kernel's log, and folders that only root can read" \
    '非 root 用户:无法查看占用端口的进程、内核日志,以及仅 root 可读的目录'
  fix "run it again as root to see all: sudo $(again)" "用 root 重新运行可查看全部:sudo $(again)"
}
