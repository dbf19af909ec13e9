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
host checks the package, and does the work; on a first install it is the package's own. Where the installed
one is lost, --trust-package with --vendor-key FINGERPRINT takes the package's own once more.
"""
from __future__ import print_function

import base64
import errno
import glob
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
ORIGINAL = os.path.dirname(os.path.dirname(HERE))
# The one path of it: compose makes containers anew that were started under another, though a link leads there.
WORK = os.path.realpath(os.environ.get('EASEL_WORK') or '/home/baidu/work')
SOCKET = '/var/run/docker.sock'
# What the image runs by: a mount there, or around it, would take it away.
OWN = ('/bin', '/dev', '/easel', '/etc', '/lib', '/lib32', '/lib64', '/libx32', '/proc', '/run', '/sbin', '/sys',
       '/usr/bin', '/usr/lib', '/usr/local/bin', '/usr/local/lib', '/usr/sbin', '/usr/share', '/var/run')
FILES = ('--license', '--out')  # options of easel that name one
OUT_OF_REACH = 5  # how easel ends where Docker does not answer
OTHER_VENDOR = 8  # how easel ends where its vendor's key is not the one that was told
CARDS_WITHIN = 10  # seconds: a driver that hangs is not waited for
CHINESE = (os.environ.get('LC_ALL') or os.environ.get('LANG') or '').startswith('zh')


def say(english, chinese):
    text = chinese if CHINESE else english
    out = getattr(sys.stderr, 'buffer', sys.stderr)
    out.write((text + u'\n').encode('utf-8', 'replace'))
    out.flush()


def shown(path):
    """As text: Python 2 has paths in bytes."""
    return path.decode('utf-8', 'replace') if isinstance(path, bytes) else path


def fail(english, chinese, status=1):
    say(english, chinese)
    sys.exit(status)


def docker_answers():
    try:
        silent = open(os.devnull, 'w')
        return subprocess.call(['docker', 'version'], stdout=silent, stderr=silent) == 0
    except OSError:
        fail(u'Docker is not installed: there is no command docker. Install Docker 19.03 or later, then the same command again.',
             u'未安装 Docker:找不到 docker 命令。请安装 Docker 19.03 或更高版本,然后重新执行同一命令。', OUT_OF_REACH)


def has_image(reference):
    with open(os.devnull, 'w') as silent:
        return subprocess.call(['docker', 'image', 'inspect', reference], stdout=silent, stderr=silent) == 0


def licensing_of():
    """The work folder that this host's licensing was started from, where there is one."""
    label = '{{index .Config.Labels "com.docker.compose.project.working_dir"}}'
    with open(os.devnull, 'w') as silent:
        asked = subprocess.Popen(['docker', 'container', 'inspect', '-f', label, 'easel-licensing'],
                                 stdout=subprocess.PIPE, stderr=silent)
        said = asked.communicate()[0].decode('utf-8', 'replace').strip()
    return os.path.dirname(said) if asked.returncode == 0 and said.startswith('/') else None


def closed(path):
    """The first folder on the way to a path that this user may not look into, where there is one."""
    folder = os.path.dirname(path)
    if folder == path:
        return None
    return closed(folder) or (None if os.access(folder, os.X_OK) else folder)


def installed():
    """The release of Easel on this host: '' where there is one and it cannot be said which, None before the first."""
    settings = os.path.join(WORK, '.easel', '.env')
    try:
        with io.open(settings, encoding='utf-8', errors='replace') as lines:
            said = re.findall(r'^EASEL_RELEASE=(.*)$', lines.read(), re.M)
        # Of several lines the last counts, as it does for compose.
        release = said[-1].strip() if said else ''
        return str(release) if re.match(r'[A-Za-z0-9_][A-Za-z0-9_.-]*\Z', release) else ''
    except (IOError, OSError) as error:
        if error.errno in (errno.EACCES, errno.EPERM):
            folder = closed(settings)
            if folder:
                fail(u'This user may not look into %s, so that nobody can say whether Easel is installed in %s: run the same '
                     u'with sudo.' % (shown(folder), shown(WORK)),
                     u'当前用户无权进入 %s,无法判断 %s 中是否已安装 Easel:请用 sudo 执行同一命令。' % (shown(folder), shown(WORK)))
            fail(u'Easel is installed on this host, and this user may not read %s: run the same with sudo.' % shown(settings),
                 u'本机已安装 Easel,但当前用户无权读取 %s:请用 sudo 执行同一命令。' % shown(settings))
        if error.errno != errno.ENOENT:
            fail(u'%s cannot be read: %s.' % (shown(settings), error.strerror),
                 u'无法读取 %s:%s。' % (shown(settings), error.strerror))
    elsewhere = licensing_of()
    if elsewhere is not None and elsewhere != shown(WORK):
        fail(u'Easel is installed on this host in %s: put EASEL_WORK=%s before the same command. Where that was given up, '
             u'`docker rm -f easel-licensing` first.' % (elsewhere, elsewhere),
             u'本机的 Easel 安装在 %s:请在同一命令前加 EASEL_WORK=%s。若该安装已弃用,请先执行 docker rm -f easel-licensing。'
             % (elsewhere, elsewhere))
    # Written once licensing has run; the settings are there before it does. Whoever may not look takes it for written.
    state = os.path.join(WORK, '.easel', 'state')
    hidden = os.path.isdir(state) and not os.access(state, os.X_OK)
    return '' if elsewhere or hidden or os.path.exists(os.path.join(state, 'licensing')) else None


def cli_image(release, arguments):
    """The easel that does the work. A package's own is none where one was installed: it would prove itself."""
    if release:
        image = 'easel/cli:' + release
        if has_image(image):
            return image
        lost = (u'%s, the easel of this host, is gone from Docker' % image, u'本机的 easel 镜像 %s 已不在 Docker 中' % image)
    else:
        image = None
        settings = shown(os.path.join(WORK, '.easel', '.env'))
        lost = (u'Easel is installed on this host, and %s, which says which easel that is, is lost or damaged' % settings,
                u'本机已安装 Easel,但记录其版本的 %s 已丢失或损坏' % settings)
    if '--trust-package' not in arguments:
        which = release or 'RELEASE'
        fail(lost[0] + u': nothing here can prove a package without it. Compare the SHA-256 of the full package of release '
             u'%s with the one that the vendor told you, and then with that package: python install.py install NAME '
             u'--trust-package --vendor-key FINGERPRINT' % which,
             lost[1] + u',没有它无法验证部署包。请取版本 %s 的完整包,核对其 SHA-256 与厂商告知的一致,然后用该包执行:'
             u'python install.py install NAME --trust-package --vendor-key 指纹' % which)
    if not any(one.split('=')[0] == '--vendor-key' for one in arguments):
        fail(u'--trust-package wants --vendor-key FINGERPRINT, as the vendor told it.',
             u'--trust-package 需要同时给出厂商告知的指纹:--vendor-key 指纹。', 2)
    say(lost[0] + u': the easel of this package is taken unproven, as you ask.', lost[1] + u':按要求使用该部署包自带的 easel,未经验证。')
    return package_image(image)


def package_image(wanted=None):
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
        fail(u'There is no easel on this host to prove this package, and it brings no images. Run `bash download.sh` '
             u'beside the folder package first, or install a full package.',
             u'本机没有可用的 easel,且该部署包不含镜像。请先在 original 目录执行 bash download.sh,或使用完整包。')
    if wanted not in (None, image[0]):
        fail(u'This package brings %s, not %s: take the full package of that release.' % (image[0], wanted),
             u'该部署包带有 %s,而不是 %s:请使用对应版本的完整包。' % (image[0], wanted))
    if not has_image(image[0]):
        for archive in archives:
            say(u'Loading %s …' % os.path.basename(archive), u'正在加载 %s …' % os.path.basename(archive))
            with open(archive, 'rb') as images:
                if subprocess.call(['docker', 'load', '-q'], stdin=images) != 0:
                    fail(u'Docker could not load the images.', u'Docker 无法加载镜像。')
        # What is not here, `docker run` would fetch from a registry where the name is anybody's.
        if not has_image(image[0]):
            fail(u'This package is not whole: there is no %s among its images.' % image[0],
                 u'部署包不完整:镜像中没有 %s。' % image[0])
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


def hides(folder):
    """Whether a mount there would take from the image what it runs by."""
    return any((one + '/').startswith(folder.rstrip('/') + '/') or (folder + '/').startswith(one + '/') for one in OWN)


def place(folder):
    """Where the container sees a folder of this host: at its own path, unless that hides what is there."""
    return '/host' + folder if hides(folder) else folder


def seen(arguments):
    """Files that arguments name, by paths that the container has, and the mounts for that."""
    mounts, given = [], []
    before = ''
    for argument in arguments:
        option, equals, value = argument.rpartition('=') if argument.startswith('--') else ('', '', argument)
        named = value and value != '-' and not value.startswith('-') and (before in FILES or option in FILES)
        if named or ('/' in value and os.path.isfile(value)):
            folder, name = os.path.split(os.path.realpath(value))
            if not (folder + '/').startswith((WORK + '/', ORIGINAL + '/')) and os.path.isdir(folder):
                # A file that is yet to be written is on this host only where its folder is.
                ending = '' if '--out' in (before, option) else ':ro'
                mount = folder + ':' + place(folder) + ending
                mounts += [] if mount in mounts else ['-v', mount]
                folder = place(folder)
            argument = option + equals + os.path.join(folder, name)
        given.append(argument)
        before = argument
    return mounts, given


def easel(image, arguments, told=()):
    """Runs one command of easel in a container that has Docker's socket for as long as that takes."""
    mounts, given = seen(arguments)
    command = ['docker', 'run', '--rm', '--network', 'host',
               '-v', SOCKET + ':/var/run/docker.sock', '-v', WORK + ':' + WORK, '-e', 'EASEL_WORK=' + WORK,
               '-e', 'XDG_STATE_HOME=' + os.path.join(WORK, '.easel', 'cli')]
    # Easel takes the package where it stands, unless it is told another.
    original = ORIGINAL
    if not (ORIGINAL + '/').startswith(WORK + '/'):
        original = place(ORIGINAL)
        command += ['-v', ORIGINAL + ':' + original + ':ro']
    command += mounts + ['-w', original]
    for name in ('LANG', 'LC_ALL', 'NO_COLOR', 'TERM'):
        if os.environ.get(name):
            command += ['-e', name]
    for name, value in told:
        command += ['-e', name + '=' + value]
    if sys.stdin.isatty() and sys.stdout.isatty():
        command += ['-i', '-t']
    return subprocess.call(command + [image] + given)


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


def parted(arguments):
    """What lu is given: its options, and the files that are named."""
    options, named = [], []
    rest = list(arguments)
    while rest:
        one = rest.pop(0)
        if one == '--out' and rest:
            options += [one, rest.pop(0)]
        elif one.startswith('-'):
            options.append(one)
        else:
            named.append(one)
    return options, named


def lu(image, arguments):
    options, named = parted(arguments)
    named = [os.path.realpath(one) for one in named]
    out = [] if any(one.split('=')[0] == '--out' for one in options) else ['--out', free_name('easel-request', '.json')]
    if '--what-if' in options:
        return easel(image, ['lu'] + named + options)
    if '--request' in options:
        return easel(image, ['lu'] + named + out + options)
    found = named or [path for path in [newest_license()] if path]
    if found:
        say(u'Licence: %s' % shown(found[0]), u'授权文件:%s' % shown(found[0]))
        return easel(image, ['lu'] + found + options)
    folders = (shown(HERE), shown(WORK))
    say(u'No *.lic in %s or %s. What follows is what the vendor needs to make one.' % folders,
        u'%s 和 %s 中没有 *.lic 文件。以下为厂商签发授权所需的信息。' % folders)
    return easel(image, ['lu', '--request'] + out + options)


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
    files = parted(rest)[1] if command == 'lu' else []
    if len(files) > 1:
        said = u' '.join(shown(one) for one in files)
        fail(u'lu takes one FILE, not %s.' % said, u'lu 只接受一个文件,而不是 %s。' % said, 2)
    if not docker_answers():
        fail(u'Docker does not answer. Is it running, and may this user use it? `docker version` says.',
             u'Docker 没有应答。请确认其正在运行且当前用户有权限(docker version)。', OUT_OF_REACH)
    if hides(WORK):
        fail(u'%s cannot be the work folder: the container of easel has files of its own there. Choose another EASEL_WORK.'
             % shown(WORK), u'%s 不能作为工作目录:easel 容器自身的文件位于该处。请用 EASEL_WORK 指定其他目录。' % shown(WORK), 2)
    release = installed()
    if release is None and command != 'install':
        fail(u'Easel is not installed in %s.' % shown(WORK), u'%s 中尚未安装 Easel。' % shown(WORK))
    trusting = rest if command == 'install' else []
    brought = not (release and has_image('easel/cli:' + release))
    image = package_image() if release is None else cli_image(release, trusting)
    if not os.path.isdir(WORK):
        os.makedirs(WORK, 0o755)
    if command == 'install':
        rest = [one for one in rest if one != '--trust-package']
        status = easel(image, [command] + rest, [('EASEL_CARDS', cards())])
        if status == OTHER_VENDOR and brought:
            # Else it would be taken for the easel of this host the next time.
            with open(os.devnull, 'w') as silent:
                subprocess.call(['docker', 'rmi', image], stdout=silent, stderr=silent)
        return status
    if command == 'lu':
        return lu(image, rest)
    return easel(image, [command] + rest)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
