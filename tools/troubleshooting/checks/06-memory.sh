# shellcheck shell=bash
check memory 'Memory of the host' '主机内存'
memory() {
  local total available stack fewer='' fewer_zh=''
  total=$(sed -nE 's/^MemTotal: +([0-9]+).*/\1/p' "$proc/meminfo" 2>/dev/null)
  available=$(sed -nE 's/^MemAvailable: +([0-9]+).*/\1/p' "$proc/meminfo" 2>/dev/null)
  if [[ -z $total || -z $available ]]; then
    skip "$proc/meminfo does not say" "$proc/meminfo 中没有相关信息"
    return
  fi
  local mib=$((available / 1024)) of=$((total / 1024))
  if ((mib < 300 || available * 20 < total)); then
    warn memory-short "little memory is left: $mib of $of MiB" "可用内存不足:$mib / $of MiB"
    for stack in "${stacks[@]}"; do
      fewer+="; less is needed with a lower EASEL_LANES in $(settings_of "$stack"), then $(remaking "${part[$stack/inference]}")"
      fewer_zh+=";也可在 $(settings_of "$stack") 中调小 EASEL_LANES,然后执行 $(remaking "${part[$stack/inference]}")"
    done
    fix "stop what else runs here, or add memory: top -o %MEM shows who takes it$fewer" \
      "停止其他程序或增加内存:用 top -o %MEM 查看占用$fewer_zh"
  else
    pass "$mib of $of MiB available" "可用 $mib / $of MiB"
  fi
}
