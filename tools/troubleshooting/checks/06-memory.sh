# shellcheck shell=bash
check memory 'Memory of the host' '主机内存'
memory() {
  local total available
  total=$(sed -nE 's/^MemTotal: +([0-9]+).*/\1/p' "$proc/meminfo" 2>/dev/null)
  available=$(sed -nE 's/^MemAvailable: +([0-9]+).*/\1/p' "$proc/meminfo" 2>/dev/null)
  if [[ -z $total || -z $available ]]; then
    skip "$proc/meminfo does not say" "$proc/meminfo 中没有相关信息"
    return
  fi
  local mib=$((available / 1024)) of=$((total / 1024))
  if ((mib < 300 || available * 20 < total)); then
    warn memory-short "little memory is left: $mib of $of MiB" "可用内存不足:$mib / $of MiB"
    fix 'stop what else runs here, or add memory: top -o %MEM shows who takes it; EASEL_LANES set lower needs less' \
      '停止其他程序或增加内存:用 top -o %MEM 查看占用;也可以调小 EASEL_LANES'
  else
    pass "$mib of $of MiB available" "可用 $mib / $of MiB"
  fi
}
