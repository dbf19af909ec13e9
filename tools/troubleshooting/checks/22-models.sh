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
      fix "put a version into service that is whole: easel activate $deployment VERSION, or install the package again" \
        "启用完整的版本:easel activate $deployment 版本,或重新安装部署包"
    done <<<"$listing"
  done
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
