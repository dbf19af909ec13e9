# shellcheck shell=bash

usage() {
  say "Usage: bash trouble_shooting.sh [OPTIONS]
Finds out what is wrong with Easel on this host, names the likeliest cause first, and says what to do.
It changes nothing, needs no root (and says what it could not see without), and works when Docker is dead.

  --deployment NAME  look at this one only: a deployment, or the compose project of a checkout
  --work DIR         the work folder (EASEL_WORK, else /home/baidu/work)
  --since TIME       how far back logs are read, as docker logs --since takes it (24h)
  --json             one JSON document in place of text; no bundle unless --bundle asks for one
  --bundle FILE      where the bundle for support goes (./easel-support-TIME.tar.gz; a folder gets it by that
                     name): report, states and logs; passwords, keys, tokens and pictures are taken out
  --no-bundle        no bundle
  --lang LANG        en, zh or both (else by LC_ALL, LC_MESSAGES, LANG)
  --version, --help

Exit codes: 0 all is well, 4 warnings, 3 failures, 2 the command line is not understood." \
    "用法:bash trouble_shooting.sh [选项]
检查本机 Easel 的故障,首先给出最可能的原因以及处理方法。
不做任何修改,不需要 root(会说明因此未能检查的内容),Docker 无法工作时也可运行。

  --deployment 名称  只检查该服务(或源码目录 compose 项目)
  --work 目录        工作目录(默认依据 EASEL_WORK,否则为 /home/baidu/work)
  --since 时间       读取日志的时间范围,格式同 docker logs --since(默认 24h)
  --json             输出 JSON;除非指定 --bundle,否则不生成支持包
  --bundle 文件      支持包的位置(默认 ./easel-support-时间.tar.gz;若为目录,则以该名称放入其中):报告、状态与日志;
                     已去除口令、密钥、令牌与图片
  --no-bundle        不生成支持包
  --lang 语言        en、zh 或 both(默认依据 LC_ALL、LC_MESSAGES、LANG)
  --version, --help

退出码:0 正常,4 有警告,3 有故障,2 无法理解命令行。"
}

misused() {
  say "$1" "$2" >&2
  usage >&2
  exit 2
}
