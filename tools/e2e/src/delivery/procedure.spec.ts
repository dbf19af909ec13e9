import { existsSync } from 'node:fs';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../engine.js';
import { findPython, type Python } from './pythons.js';
import { ReleaseHost } from './release-host.js';

const two = findPython('2.7.');
const three = findPython('3.');

describe.runIf(engine)("EasyDL's own procedures, line by line (needs EASEL_TEST_ENGINE=1)", () => {
  let host: ReleaseHost;
  /** Where the customer keeps what he was sent; a folder for each version. */
  let opt: string;
  const install = (version: string) =>
    join(opt, `easydl_${host.name}_${version}/original/package/Install`);

  /** Types lines as the document has them: `python2` is whichever Python is tried. */
  const operator = async (lines: string, python: Python | undefined = two) => {
    if (!python) throw new Error('this machine has no Python 2.7, or no Python 3');
    const bin = join(host.folder, `bin-${python.version}`);
    await mkdir(bin, { recursive: true });
    if (!existsSync(join(bin, 'python2'))) await symlink(python.path, join(bin, 'python2'));
    return host.bash(lines, { cwd: opt, env: { PATH: `${bin}:${process.env.PATH ?? ''}` } });
  };

  beforeAll(async () => {
    host = await ReleaseHost.open();
    opt = join(host.folder, 'opt');
    await mkdir(opt);
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  it('are tried with Python 2.7 and with Python 3', () => {
    expect([two, three]).toEqual([expect.anything(), expect.anything()]);
  });

  it('部署方法: a full package is unpacked and installed, and says what the vendor needs', async () => {
    const package1 = await host.pack('1', { full: host.release });
    const said = await operator(
      `mkdir easydl_\${DEPLOY_NAME}_V1
       cd easydl_\${DEPLOY_NAME}_V1
       cp ${package1} xx.tar.gz
       tar zvxf xx.tar.gz
       cd original && bash download.sh
       cd package/Install
       python2 install.py install \${DEPLOY_NAME}
       docker ps -a |grep \${DEPLOY_NAME}`,
    );
    expect(said).toContain(`0.0.0.0:${host.port}->8080/tcp`);
    expect(await host.classify()).toMatchObject({ error_code: 337000 });
    expect(await operator(`cd ${install('V1')} && python2 install.py lu`)).toContain('request');
  }, 300_000);

  it('更新证书: the licence that lies beside install.py is put in force', async () => {
    await copyFile(await host.license('--seq', '1'), join(install('V1'), 'first.lic'));
    expect(await operator(`cd ${install('V1')} && python2 install.py lu`)).toContain('first.lic');
    expect(await host.answering()).toBe('1');
  }, 120_000);

  it('模型更新: from V1 to V2', async () => {
    const package2 = await host.pack('2');
    await operator(
      `mkdir easydl_\${DEPLOY_NAME}_v2
       cd easydl_\${DEPLOY_NAME}_v2
       cp ${package2} xx.tar.gz
       tar zvxf xx.tar.gz
       cd original && bash download.sh
       cp -r $WORK/\${DEPLOY_NAME}  $WORK/\${DEPLOY_NAME}_V1
       docker ps -a |grep \${DEPLOY_NAME}
       cd package/Install
       python2 install.py remove \${DEPLOY_NAME}
       if docker ps -a |grep \${DEPLOY_NAME}-; then exit 1; fi
       python2 install.py install \${DEPLOY_NAME}`,
    );
    expect(await host.answers()).toBe('2');
    await copyFile(await host.license('--seq', '2'), join(install('v2'), 'second.lic'));
    await operator(`cd ${install('v2')} && python2 install.py lu`);
    expect(await host.answering()).toBe('2');
  }, 300_000);

  it('模型回滚 方法一: from V2 to the copy of V1, whose package has the older licence', async () => {
    const { port } = host;
    await operator(
      `mv $WORK/\${DEPLOY_NAME}  $WORK/\${DEPLOY_NAME}_V2
       cp -r $WORK/\${DEPLOY_NAME}_V1 $WORK/\${DEPLOY_NAME}
       docker ps -a |grep \${DEPLOY_NAME}
       docker rm -f \${DEPLOY_NAME}-gateway
       cd $WORK/\${DEPLOY_NAME} && bash start/start-1.sh`,
    );
    expect(host.port).toBe(port);
    expect(await host.answers()).toBe('1');
    const kept = await operator(`cd ${install('V1')} && python2 install.py lu`);
    expect(kept).toContain('number 2 is in force and stays');
    expect(await host.answering()).toBe('1');
  }, 300_000);

  it('模型回滚 方法二: V2 by its package again, then V1 by its package, with Python 3', async () => {
    const steps = `python2 install.py remove \${DEPLOY_NAME}
       python2 install.py install \${DEPLOY_NAME}
       python2 install.py status`;
    for (const [folder, version] of [
      ['v2', '2'],
      ['V1', '1'],
    ] as const) {
      await operator(`cd ${install(folder)}\n${steps}`, three);
      expect(await host.answers()).toBe(version);
    }
    await operator(`cd ${install('V1')} && python2 install.py lu`, three);
    expect(await host.answering()).toBe('1');
  }, 300_000);
});
