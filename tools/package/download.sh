#!/usr/bin/env bash
# Fetches what a package lists and lacks. Plain bash 3.2 or later, coreutils, and for http one of curl, wget, python3.
# What it brings is compared with package/files.txt here, and with the vendor's signature when it is installed.
set -u
export LC_COLLATE=C

case ${LC_ALL:-${LANG:-}} in
  zh*) zh=yes ;;
  *) zh=no ;;
esac

# say ENGLISH CHINESE
say() { if [ "$zh" = yes ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi; }
warn() { say "$@" >&2; }
fail() { warn "$@"; exit 1; }

usage() {
  say 'bash download.sh [--from URL|FOLDER] [--retries N]

Fetches the files that this package lists and lacks, and checks each by its size and SHA-256. Run it again after a
failure: it goes on where it stopped. With nothing lacking it says so and ends with 0.

  --from URL|FOLDER   where they are: the folder that the vendor laid out, or its copy on a web server or a disk
                      (else EASEL_DOWNLOAD_FROM)
  --retries N         how often a file is tried again (default: 5)

Exit codes: 0 all is there, 1 something could not be had, 2 asked for wrongly.' \
    'bash download.sh [--from 网址|目录] [--retries 次数]

下载部署包清单中列出而本地缺少的文件,并按大小和 SHA-256 逐一校验。失败后重新执行即可从中断处继续。
不缺文件时给出提示并以 0 退出。

  --from 网址|目录    文件所在位置:厂商提供的目录,或其在网站、磁盘上的副本
                      (也可设置 EASEL_DOWNLOAD_FROM)
  --retries 次数      每个文件的重试次数(默认 5)

退出码:0 文件齐全,1 有文件无法获取,2 参数有误。'
}

from=${EASEL_DOWNLOAD_FROM:-}
retries=5
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --from=*) from=${1#*=} ;;
    --retries=*) retries=${1#*=} ;;
    --from | --retries)
      if [ $# -lt 2 ]; then warn "$1 takes a value: bash download.sh --help" "$1 需要一个值:bash download.sh --help"; exit 2; fi
      if [ "$1" = --from ]; then from=$2; else retries=$2; fi
      shift
      ;;
    *) warn "There is no option $1: bash download.sh --help" "没有 $1 选项:bash download.sh --help"; exit 2 ;;
  esac
  shift
done
case $retries in
  '' | *[!0-9]* | ????*) warn '--retries takes a whole number up to 999' '--retries 需要 999 以内的整数'; exit 2 ;;
esac
# A relative folder is where it was typed, not where this file is.
case $from in
  '' | http://* | https://* | /*) ;;
  *://*) warn "$from: only http, https and folders are read" "$from:仅支持 http、https 和目录"; exit 2 ;;
  *) from=$PWD/$from ;;
esac
from=${from%/}

cd "$(dirname "$0")" || exit 1
list=package/files.txt
[ -f "$list" ] || fail "$PWD/$list is not there: unpack the package again" "$PWD/$list 不存在:请重新解压部署包"

if command -v sha256sum >/dev/null 2>&1; then
  hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
elif command -v shasum >/dev/null 2>&1; then
  hash_of() { shasum -a 256 <"$1" | cut -d ' ' -f 1; }
else
  fail 'There is no sha256sum: install coreutils' '找不到 sha256sum:请安装 coreutils'
fi
size_of() { if [ -f "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi; }

# A name in the list leads nowhere but into this folder, links on the way included.
is_safe() {
  case /$1/ in
    *//* | */./* | */../* | *\\*) return 1 ;;
  esac
  case $1 in
    -* | *[[:cntrl:]]*) return 1 ;;
  esac
  local part='' rest=$1
  while [ -n "$rest" ]; do
    part=$part${part:+/}${rest%%/*}
    [ -L "$part" ] && return 1
    case $rest in */*) rest=${rest#*/} ;; *) rest='' ;; esac
  done
  return 0
}

is_whole() { # PATH SIZE SHA256
  [ -f "$1" ] && [ "$(size_of "$1")" = "$2" ] && [ "$(hash_of "$1")" = "$3" ]
}

if command -v curl >/dev/null 2>&1; then
  client=curl
elif command -v wget >/dev/null 2>&1; then
  client=wget
elif command -v python3 >/dev/null 2>&1; then
  client=python3
elif command -v python >/dev/null 2>&1; then
  client=python
else
  client=
fi

# A path as a URL has it, byte by byte.
encoded() {
  local LC_ALL=C text=$1 byte at=0
  while [ $at -lt ${#text} ]; do
    byte=${text:$at:1}
    case $byte in
      [A-Za-z0-9/._~-]) printf '%s' "$byte" ;;
      *) printf '%%%02X' $(($(printf '%d' "'$byte") & 255)) ;;
    esac
    at=$((at + 1))
  done
}

by_curl() { curl -fsSL --connect-timeout 20 --speed-limit 1 --speed-time 60 "$@"; }

# get PATH TARGET: goes on where TARGET ends. A server that knows no ranges sends the whole, and the target is begun anew.
get() {
  case $from in
    http://* | https://*) ;;
    *) copy "$from/$1" "$2"; return ;;
  esac
  local url
  url=$from/$(encoded "$1")
  case $client in
    curl)
      local code status
      code=$(by_curl -C - -o "$2" -w '%{http_code}' "$url")
      status=$?
      # No ranges there, or no bytes after those that are here: it is begun anew.
      if [ $status -eq 33 ] || [ "$code" = 416 ]; then
        rm -f "$2"
        by_curl -o "$2" "$url"
        status=$?
      fi
      return $status
      ;;
    wget) wget -q -c --tries=1 --timeout=60 -O "$2" "$url" ;;
    *) "$client" -c "$python_get" "$url" "$2" ;;
  esac
}

# shellcheck disable=SC2016 # it is Python's, not the shell's
python_get='
import os, shutil, sys
try:
    from urllib.request import Request, urlopen
except ImportError:
    from urllib2 import Request, urlopen
url, target = sys.argv[1:]
have = os.path.getsize(target) if os.path.exists(target) else 0
request = Request(url, headers={"Range": "bytes=%d-" % have} if have else {})
try:
    answer = urlopen(request, timeout=60)
except Exception as error:
    if getattr(error, "code", 0) == 416:
        os.remove(target)
    sys.exit("%s: %s" % (url, error))
with open(target, "ab" if answer.getcode() == 206 else "wb") as out:
    shutil.copyfileobj(answer, out, 1 << 20)
'

copy() {
  if [ ! -f "$1" ]; then warn "$1 is not there" "$1 不存在"; return 1; fi
  cp "$1" "$2"
}

# fetch PATH SIZE SHA256
fetch() {
  local part=$1.part try=0 wait=1 have
  mkdir -p "$(dirname "$1")" || return 1
  if [ -L "$part" ]; then rm -f "$part"; fi
  while :; do
    have=$(size_of "$part")
    if [ "$have" -gt "$2" ]; then rm -f "$part"; have=0; fi
    if [ "$have" -gt 0 ]; then
      say "Fetching $1, from byte $have of $2 on …" "正在下载 $1(从 $2 字节中的第 $have 字节继续)…"
    else
      say "Fetching $1, $2 bytes …" "正在下载 $1($2 字节)…"
    fi
    if [ "$have" -eq "$2" ] || get "$1" "$part"; then
      if is_whole "$part" "$2" "$3"; then
        mv -f "$part" "$1" && return 0
        return 1
      fi
      if [ "$(size_of "$part")" -ge "$2" ]; then
        warn "$1 came as another file than the package lists (SHA-256 $(hash_of "$part")): it is thrown away" \
          "下载的 $1 与清单不符(SHA-256 为 $(hash_of "$part")),已丢弃"
        rm -f "$part"
      fi
    fi
    # What arrived is kept: the next try goes on from there, and one that gains something counts as the first.
    if [ "$(size_of "$part")" -gt "$have" ]; then try=0; wait=1; fi
    try=$((try + 1))
    [ $try -gt "$retries" ] && return 1
    warn "Trying $1 again in $wait s ($try of $retries)" "$wait 秒后重试 $1(第 $try 次,共 $retries 次)"
    sleep "$wait"
    wait=$((wait * 2 > 60 ? 60 : wait * 2))
  done
}

# What is lacking, as three lists of one order.
paths=()
sizes=()
hashes=()
needed=0
is_sha256='^[0-9a-f]{64}$'
is_size='^(0|[1-9][0-9]{0,14})$'
# A disk that filled up while the package was unpacked leaves no list, or half a line at its end.
if [ ! -s "$list" ] || [ -n "$(tail -c 1 "$list")" ]; then
  fail "$PWD/$list is empty or cut off: unpack the package again" "$PWD/$list 为空或不完整:请重新解压部署包"
fi
while read -r sha256 size path; do
  [[ $sha256 =~ $is_sha256 && $size =~ $is_size && -n $path ]] ||
    fail "$list is damaged: unpack the package again" "$list 已损坏:请重新解压部署包"
  is_safe "$path" ||
    fail "$list names \"$path\", which is no place in this package: nothing was fetched" \
      "$list 中的 \"$path\" 不是部署包内的安全路径:未下载任何文件"
  if is_whole "$path" "$size" "$sha256"; then continue; fi
  if [ -e "$path" ]; then warn "$path is not as the package lists it, and is fetched anew" "$path 与清单不符,将重新下载"; fi
  paths[${#paths[@]}]=$path
  sizes[${#sizes[@]}]=$size
  hashes[${#hashes[@]}]=$sha256
  needed=$((needed + size - $(size_of "$path.part")))
done <"$list"

if [ ${#paths[@]} -eq 0 ]; then
  say 'Nothing is lacking: the package is whole.' '文件齐全,无需下载。'
  exit 0
fi

if [ -z "$from" ]; then
  warn "Lacking: ${#paths[@]} of the files listed, ${paths[0]} first. Say where they are: bash download.sh --from URL|FOLDER" \
    "缺少 ${#paths[@]} 个文件(首个为 ${paths[0]})。请指定来源:bash download.sh --from 网址|目录"
  exit 1
fi
case $from in
  http://* | https://*) [ -n "$client" ] || fail 'There is no curl, wget or python here: copy the files, and name their folder with --from' '未找到 curl、wget 或 python:请复制文件,并用 --from 指定其目录' ;;
  *) [ -d "$from" ] || fail "$from is no folder" "$from 不是目录" ;;
esac

read -r _ _ _ free _ <<<"$(df -Pk . | tail -n 1)"
if [ -n "$free" ] && [ $((needed / 1024 + 1)) -gt "$free" ]; then
  fail "Needs $((needed / 1048576 + 1)) MiB and there are $((free / 1024)) MiB in $PWD: make room, then run this again" \
    "需要 $((needed / 1048576 + 1)) MiB,而 $PWD 仅剩 $((free / 1024)) MiB:请清理空间后重新执行"
fi

failed=0
at=0
while [ $at -lt ${#paths[@]} ]; do
  fetch "${paths[$at]}" "${sizes[$at]}" "${hashes[$at]}" || {
    warn "${paths[$at]} could not be had from $from" "无法从 $from 获取 ${paths[$at]}"
    failed=$((failed + 1))
  }
  at=$((at + 1))
done
if [ $failed -gt 0 ]; then
  fail "$failed of ${#paths[@]} files are still lacking. Run this again: it goes on where it stopped." \
    "${#paths[@]} 个文件中仍缺少 $failed 个。请重新执行,将从中断处继续。"
fi
say "All ${#paths[@]} files are there: the package is whole." "${#paths[@]} 个文件已下载完成,文件齐全。"
