# shellcheck shell=bash
check gpu 'Graphics cards' 'GPU'
gpu() {
  local container cards wanted=''
  for container in "${containers[@]}"; do
    [[ $(fact "$container" gpus) =~ ^[1-9] ]] && wanted+=" $container"
  done
  if ! command -v nvidia-smi >/dev/null; then
    if [[ -n $wanted ]]; then
      fail gpu-broken "there is no nvidia-smi here, and these want a card:$wanted" "本机没有 nvidia-smi,但以下容器需要 GPU:$wanted"
      fix "install the driver of the card, and NVIDIA's container toolkit" '安装显卡驱动与 NVIDIA Container Toolkit'
    else
      skip 'none here, and none is wanted' '本机没有 GPU,也不需要'
    fi
  elif cards=$(timeout 20 nvidia-smi --query-gpu=index,name,driver_version,memory.used,memory.total,temperature.gpu --format=csv,noheader 2>&1) && [[ -n $cards ]]; then
    pass "$(grep -c . <<<"$cards") of them answer" "$(grep -c . <<<"$cards") 块正常"
    evidence "$cards"
  else
    local level=warn
    [[ -z $wanted ]] || level=fail
    "$level" gpu-broken 'the driver of the card does not answer' '显卡驱动没有应答'
    evidence "$cards"
    fix 'nvidia-smi must work first: load or reinstall the driver, often a restart after a kernel upgrade' '先使 nvidia-smi 正常:重新加载或安装驱动,内核升级后常需重启'
  fi
}
