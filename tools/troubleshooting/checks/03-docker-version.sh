# shellcheck shell=bash
check docker_version "Docker's version" 'Docker 版本'
docker_version() {
  local server client
  if [[ $engine_up != yes ]]; then
    skip 'Docker does not answer' 'Docker 没有应答'
    return
  fi
  IFS='|' read -r server client < <(docker_asked version --format '{{.Server.Version}}|{{.Client.Version}}' 2>/dev/null)
  if ((${server%%.*} < 19)); then
    warn docker-old "version $server is older than 19.03, the oldest that Easel was made for" "版本 $server 低于 Easel 支持的最低版本 19.03"
    fix 'upgrade Docker' '升级 Docker'
  else
    pass "engine $server, client $client" "引擎 $server,客户端 $client"
  fi
}
