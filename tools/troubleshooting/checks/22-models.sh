# shellcheck shell=bash
check models 'Models and their versions' '模型与版本'
models() {
  local stack listing deployment current versions
  for stack in "${stacks[@]}"; do
    about "$stack"
    listing=$(models_listing "$stack")
    if [[ -z $listing ]]; then
      skip 'the models cannot be seen' '无法查看模型目录'
      continue
    fi
    while IFS='|' read -r deployment current versions; do
      if [[ -z $current ]]; then
        fail model-broken "$deployment: no version is current (there: ${versions:-none})" "$deployment:没有当前版本(现有:${versions:-无})"
      elif [[ " $versions " != *" $current "* ]]; then
        fail model-broken "$deployment: version $current is current, and not whole (whole: ${versions:-none})" "$deployment:当前版本 $current 不完整(完整的版本:${versions:-无})"
      else
        pass "$deployment: $current is current of $versions" "$deployment:当前版本 $current,全部版本 $versions"
        continue
      fi
      whole_version_fix "$stack" "$deployment" "$versions"
    done <<<"$listing"
  done
}

whole_version_fix() {
  local activate upgrade='' upgrade_zh=''
  activate="$(easel_of "$1") activate $2 ${3##* }"
  if [[ ${layout[$1]} == release ]]; then
    upgrade="$(easel_of "$1") upgrade $2 PACKAGE" upgrade_zh="$(easel_of "$1") upgrade $2 部署包"
  else
    upgrade="as $(folder_of "$1")/docs/models.md says" upgrade_zh="方法见 $(folder_of "$1")/docs/models.zh-CN.md"
  fi
  if [[ -n $3 ]]; then
    fix "put a version into service that is whole: $activate; or put one in again: $upgrade" "启用完整的版本:$activate;或重新放入:$upgrade_zh"
  else
    fix "put a version in again: $upgrade" "重新放入版本:$upgrade_zh"
  fi
}

# DEPLOYMENT|CURRENT|WHOLE VERSIONS of what lies in a folder of models; run by sh here or in a container.
# shellcheck disable=SC2016 # another shell expands these
readonly listing_script='
  cd "$0" 2>/dev/null || exit
  for folder in */; do
    name=${folder%/}
    [ -d "$name" ] || continue
    whole=
    for version in "$name"/*/; do
      [ -f "$version/manifest.json" ] && [ -f "$version/labels.txt" ] || continue
      version=${version%/}
      whole="$whole ${version##*/}"
    done
    echo "$name|$(head -c 100 "$name/current" 2>/dev/null | tr -d "\n")|${whole# }"
  done'

models_listing() {
  local inference=${part[$1/inference]} source
  if [[ ${layout[$1]} == release ]]; then
    sh -c "$listing_script" "${folder[$1]}/models" 2>/dev/null
  elif runs "$inference"; then
    docker_asked exec "$inference" sh -c "$listing_script" /var/lib/easel/models 2>/dev/null
  elif exists "$inference"; then
    source=$(docker_asked inspect --type container -f '{{range .Mounts}}{{if eq .Destination "/var/lib/easel/models"}}{{.Source}}{{end}}{{end}}' "$inference" 2>/dev/null)
    [[ -z $source ]] || sh -c "$listing_script" "$source" 2>/dev/null
  fi
}
