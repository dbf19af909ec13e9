# shellcheck shell=bash
check engine 'Docker engine' 'Docker 引擎'
engine() {
  local said
  if ! command -v docker >/dev/null; then
    engine_up=no
    fail docker-missing 'there is no docker command on this machine' '本机没有 docker 命令'
    fix 'install Docker, or run this on the host itself and not in a container' '安装 Docker;或在宿主机上(而不是容器内)运行本脚本'
    return
  fi
  engine_up=
  if said=$(docker_asked version --format '{{.Server.Version}}' 2>&1) && [[ $said =~ ^[0-9] ]]; then
    engine_up=yes
    pass "answers, version $said" "正常应答,版本 $said"
    return
  fi
  engine_up=no
  if [[ $said == *'permission denied'* ]]; then
    fail docker-denied "user $(id -un) may not talk to Docker" "用户 $(id -un) 无权访问 Docker"
    fix "run as root: sudo $(again) (or: usermod -aG docker $(id -un), then log in again)" \
      "用 root 运行:sudo $(again)(或执行 usermod -aG docker $(id -un) 后重新登录)"
  else
    fail engine-down 'the Docker engine does not answer: none of the services can run' 'Docker 引擎没有应答:所有服务都无法运行'
    fix 'systemctl restart docker; if it does not come up: journalctl -u docker -n 50' \
      'systemctl restart docker;若仍无法启动:journalctl -u docker -n 50'
  fi
  evidence "${said:-no answer within ${DOCKER_PATIENCE:-15} s}"
}
