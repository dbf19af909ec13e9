# shellcheck shell=bash
check permissions 'Permissions of state folders' '状态目录权限'
permissions() {
  local stack container path service owner mode models=models
  for stack in "${stacks[@]}"; do
    about "$stack"
    local bad='' give='' looked=''
    # Where it is installed, of models the deployment's own folder, for `current`: the rest is root's.
    [[ ${layout[$stack]} != release ]] || models=models/$stack
    for path in gateway:admin gateway:batches inference:tuning "inference:$models" licensing:licensing; do
      service=${path%%:*} container=${part[$stack/$service]}
      runs "$container" || continue
      docker_asked exec "$container" test -e "/var/lib/easel/${path#*:}" 2>/dev/null || continue
      looked+=" ${path#*:}"
      docker_asked exec "$container" test -w "/var/lib/easel/${path#*:}" 2>/dev/null && continue
      bad+=" $service:/var/lib/easel/${path#*:}"
      owner=node
      [[ $service != licensing ]] || owner=root
      # Root in there may not give anything away, but for this once.
      give+="${give:+; }docker exec --privileged -u root $container chown -R $owner:$owner /var/lib/easel/${path#*:}"
    done
    mode=$(stat -c %a "${folder[$stack]}/.env" 2>/dev/null)
    if [[ -n $bad ]]; then
      fail permissions "a service cannot write what is its own:$bad" "服务无法写入自己的目录:$bad"
      if [[ ${layout[$stack]} == release ]]; then
        fix "bash $(folder_of "$stack")/start/start-1.sh gives them back" "执行 bash $(folder_of "$stack")/start/start-1.sh 修复"
      else
        fix "$give" "$give"
      fi
    elif [[ ${layout[$stack]} == release && -n $mode && $mode != 600 ]]; then
      warn permissions "others can read ${folder[$stack]}/.env (mode $mode)" "其他用户可读 ${folder[$stack]}/.env(权限 $mode)"
      fix "chmod 600 ${folder[$stack]}/.env" "chmod 600 ${folder[$stack]}/.env"
    elif [[ -n $looked ]]; then
      pass "writable:$looked" "可写:$looked"
    else
      skip 'no container runs that could be asked' '没有可查询的运行中容器'
    fi
  done
}
