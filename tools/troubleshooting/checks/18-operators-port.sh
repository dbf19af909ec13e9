# shellcheck shell=bash
check operators_port "Operators' port" '运维端口'
operators_port() {
  local stack
  for stack in "${stacks[@]}"; do
    about "$stack"
    port_answers "$stack" 8081 /healthz
  done
}
