# shellcheck shell=bash
check cpu 'Processors and lanes' 'CPU 数量与推理通道'
cpu() {
  local stack inference lanes cores quota load
  cores=$(nproc 2>/dev/null || echo 0)
  read -r load _ <"$proc/loadavg"
  if ((${#stacks[@]} == 0)); then
    pass "$cores cores, load $load" "$cores 核,负载 $load"
  fi
  for stack in "${stacks[@]}"; do
    about "$stack"
    inference=${part[$stack/inference]}
    lanes=$(setting "$inference" EASEL_LANES)
    quota=$(fact "$inference" cpus)
    local allowed=$cores
    [[ $quota =~ ^[0-9]+$ ]] && ((quota >= 1000000000)) && allowed=$((quota / 1000000000))
    if [[ $lanes =~ ^[0-9]+$ ]] && ((lanes > allowed)); then
      warn cpu-short "$lanes lanes are set, and there are $allowed cores for them" "设置了 $lanes 个推理通道,但只有 $allowed 个核可用"
      fix "take EASEL_LANES out of $(settings_of "$stack"), then $(remaking "$inference"): Easel makes a lane for each core" \
        "从 $(settings_of "$stack") 中删除 EASEL_LANES,然后执行 $(remaking "$inference"):Easel 会按核数自动设置"
    else
      pass "$allowed cores, lanes: ${lanes:-one for each}; load $load" "$allowed 核,推理通道:${lanes:-每核一个};负载 $load"
    fi
  done
}
