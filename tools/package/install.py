#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Installs Easel from the package that this file came in, and renews its licence.

用随包提供的镜像安装、卸载服务,更新授权,查看状态。

    python install.py install NAME    安装 / install the package's version as NAME
    python install.py remove NAME     卸载 / take NAME's containers away; versions and licence stay
    python install.py lu [FILE]       更新授权 / renew the licence: FILE, else the newest *.lic beside this
                                      file, else in the work folder; with none, what the vendor needs
    python install.py status          状态 / what is deployed here, and how it is

Further options go to easel: python install.py install NAME --help

Python 2.7 or 3, Docker, and nothing else. This file decides nothing: the easel that is installed on this
host checks the package, and does the work; on a first install it is the package's own.
"""
from __future__ import print_function

import base64
import glob
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ORIGINAL = os.path.dirname(os.path.dirname(HERE))
WORK = os.path.abspath(os.environ.get('EASEL_WORK') or '/home/baidu/work')
SOCKET = '/var/run/docker.sock'
CARDS_WITHIN = 10  # seconds: a driver that hangs is not waited for
CHINESE = (os.environ.get('LC_ALL') or os.environ.get('LANG') or '').startswith('zh')


def say(english, chinese):
    text = chinese if CHINESE else english
    out = getattr(sys.stderr, 'buffer', sys.stderr)
    out.write((text + u'\n').encode('utf-8'))
    out.flush()


def fail(english, chinese, status=1):
    say(english, chinese)
    sys.exit(status)


def docker_answers():
    try:
        silent = open(os.devnull, 'w')
        return subprocess.call(['docker', 'version'], stdout=silent, stderr=silent) == 0
    except OSError:
        fail(u'Docker is not installed: there is no command docker.', u'未安装 Docker:找不到 docker 命令。')


def has_image(reference):
    with open(os.devnull, 'w') as silent:
        return subprocess.call(['docker', 'image', 'inspect', reference], stdout=silent, stderr=silent) == 0


def installed_image():
    """The easel of this host, where one was installed and its image is there."""
    try:
        with io.open(os.path.join(WORK, '.easel', '.env'), encoding='utf-8') as lines:
            found = re.search(r'^EASEL_RELEASE=(\S+)', lines.read(), re.M)
    except (IOError, OSError):
        return None
    image = 'easel/cli:' + found.group(1) if found else None
    return image if image and has_image(image) else None


def package_image():
    """The easel that the package brings, put into Docker. Nobody has checked it: a first install shows whose it is."""
    try:
        with io.open(os.path.join(ORIGINAL, 'package', 'package.jwt'), encoding='ascii') as token:
            payload = token.read().split('.')[1]
        padded = payload.encode('ascii') + b'=' * (-len(payload) % 4)
        manifest = json.loads(base64.urlsafe_b64decode(padded).decode('utf-8'))
        image = [str(one['reference']) for one in manifest['images'] if one['reference'].startswith('easel/cli:')]
    except (IOError, OSError, IndexError, KeyError, ValueError, TypeError):
        fail(u'This package is not whole: package/package.jwt cannot be read. Unpack it again.',
             u'部署包不完整:无法读取 package/package.jwt,请重新解压。')
    archives = sorted(glob.glob(os.path.join(ORIGINAL, 'package', 'images', '*.tar*')))
    if not image or not archives:
        fail(u'Easel is not installed on this host, and this package brings no images. Run `bash download.sh` '
             u'beside the folder package first, or install a full package.',
             u'本机尚未安装 Easel,且该部署包不含镜像。请先在 original 目录执行 bash download.sh,或使用完整包。')
    if not has_image(image[0]):
        for archive in archives:
            say(u'Loading %s …' % os.path.basename(archive), u'正在加载 %s …' % os.path.basename(archive))
            with open(archive, 'rb') as images:
                if subprocess.call(['docker', 'load', '-q'], stdin=images) != 0:
                    fail(u'Docker could not load the images.', u'Docker 无法加载镜像。')
    return image[0]


def cards():
    """What nvidia-smi says of this host's cards, which the container of easel does not see."""
    with tempfile.TemporaryFile() as said:
        try:
            with open(os.devnull, 'w') as silent:
                asked = subprocess.Popen(
                    ['nvidia-smi', '--query-gpu=name,uuid,driver_version', '--format=csv,noheader'],
                    stdout=said, stderr=silent)
        except OSError:
            return 'none'
        until = time.time() + CARDS_WITHIN
        while asked.poll() is None:
            if time.time() > until:
                asked.kill()
                return 'none'
            time.sleep(0.05)
        said.seek(0)
        text = said.read(16384).decode('ascii', 'replace').strip()
    # What is not as easel expects it counts as no card there; nothing that Python 2 could not pass on goes further.
    return str(text) if asked.returncode == 0 and re.match(r'^[\n\r -~]+$', text) else 'none'


def easel(image, arguments, told=()):
    """Runs one command of easel in a container that has Docker's socket for as long as that takes."""
    command = ['docker', 'run', '--rm', '--network', 'host',
               '-v', SOCKET + ':/var/run/docker.sock', '-v', WORK + ':' + WORK, '-e', 'EASEL_WORK=' + WORK,
               '-e', 'XDG_STATE_HOME=' + os.path.join(WORK, '.easel', 'cli')]
    if not (ORIGINAL + '/').startswith(WORK + '/'):
        command += ['-v', ORIGINAL + ':' + ORIGINAL + ':ro']
    for argument in arguments:
        path = os.path.realpath(argument)
        folder = os.path.dirname(path)
        if os.path.isfile(path) and folder != '/' and not (folder + '/').startswith((WORK + '/', ORIGINAL + '/')):
            command += ['-v', folder + ':' + folder + ':ro']
    for name in ('LANG', 'LC_ALL', 'NO_COLOR', 'TERM'):
        if os.environ.get(name):
            command += ['-e', name]
    for name, value in told:
        command += ['-e', name + '=' + value]
    if sys.stdin.isatty() and sys.stdout.isatty():
        command += ['-i', '-t']
    return subprocess.call(command + [image] + arguments)


def free_name(stem, ending):
    """In the work folder, which easel sees under the same path as this does."""
    number = 1
    while True:
        path = os.path.join(WORK, stem + ('' if number == 1 else '-%d' % number) + ending)
        if not os.path.exists(path):
            return path
        number += 1


def newest_license():
    for folder in (HERE, WORK):
        found = [path for path in glob.glob(os.path.join(folder, '*.lic')) if os.path.isfile(path)]
        if found:
            return max(found, key=os.path.getmtime)
    return None


def lu(image, arguments):
    options = [one for one in arguments if one.startswith('-')]
    named = [os.path.abspath(one) for one in arguments if not one.startswith('-')]
    found = named[:1] or [path for path in [newest_license()] if path]
    if found:
        say(u'Licence: %s' % found[0], u'授权文件:%s' % found[0])
        return easel(image, ['lu'] + found + options)
    say(u'No *.lic in %s or %s. What follows is what the vendor needs to make one.' % (HERE, WORK),
        u'%s 和 %s 中没有 *.lic 文件。以下为供应商签发授权所需的信息。' % (HERE, WORK))
    return easel(image, ['lu', '--request', '--out', free_name('easel-request', '.json')] + options)


def main(arguments):
    if not arguments or arguments[0] in ('-h', '--help', 'help'):
        out = getattr(sys.stdout, 'buffer', sys.stdout)
        text = __doc__ if isinstance(__doc__, bytes) else __doc__.encode('utf-8')
        out.write(text)
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command not in ('install', 'remove', 'lu', 'status'):
        fail(u'install.py knows install NAME, remove NAME, lu and status, not %s.' % command,
             u'install.py 支持 install NAME、remove NAME、lu 和 status,不支持 %s。' % command, 2)
    if command in ('install', 'remove') and not rest:
        fail(u'%s takes the NAME of a deployment.' % command, u'%s 需要服务名称 NAME。' % command, 2)
    if not docker_answers():
        fail(u'Docker does not answer. Is it running, and may this user use it? `docker version` says.',
             u'Docker 没有应答。请确认其正在运行且当前用户有权限(docker version)。', 5)
    if not os.path.isdir(WORK):
        os.makedirs(WORK, 0o755)
    image = installed_image()
    if command == 'install':
        told = [('EASEL_CARDS', cards())]
        return easel(image or package_image(), ['install', rest[0], ORIGINAL] + rest[1:], told)
    if image is None:
        fail(u'Easel is not installed in %s.' % WORK, u'%s 中尚未安装 Easel。' % WORK)
    if command == 'lu':
        return lu(image, rest)
    return easel(image, [command] + rest)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
