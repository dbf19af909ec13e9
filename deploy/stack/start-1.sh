#!/bin/bash
# Brings the containers of this deployment back, as its folder has them now.
# 按本目录当前内容重新启动该服务的容器。
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec bash "$(dirname "$folder")/.easel/easel" start "$(basename "$folder")" "$@"
