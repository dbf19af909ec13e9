# shellcheck shell=bash
check deployments 'What is installed' '已安装的服务'
deployments() {
  local stack door install
  if ((${#stacks[@]} == 0)); then
    if [[ $engine_up == yes ]]; then
      warn nothing-installed "no deployment is found in $work, nor a container of Easel" "$work 下没有部署,也没有 Easel 容器"
      install="cd PACKAGE/original && $(python_here) package/Install/install.py install NAME --vendor-key FINGERPRINT"
      fix "say where the work folder is: bash $0 --work /path; or install, once the package is unpacked: $install" \
        "指定工作目录:bash $0 --work /路径;或解压部署包后执行安装:$install"
    else
      skip "none in $work; Docker could not be asked" "$work 下没有部署;无法查询 Docker"
    fi
  fi
  for stack in "${stacks[@]}"; do
    about "$stack"
    door=$(door_of "$stack" 8080)
    pass "${layout[$stack]} in ${folder[$stack]:-?}, callers at ${door/ /:}" "部署方式 ${layout[$stack]},目录 ${folder[$stack]:-?},业务端口 ${door/ /:}"
  done
}
