import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../engine.js';
import { example } from '../fixtures.js';
import { FreshHost } from './fresh-host.js';
import { ReleaseHost } from './release-host.js';

const photo = example('jpg');

describe.runIf(engine)(
  'a host with Python, Docker and no network (needs EASEL_TEST_ENGINE=1)',
  () => {
    let vendor: ReleaseHost;
    let fresh: FreshHost;
    const install = '/opt/original/package/Install/install.py';

    beforeAll(async () => {
      vendor = await ReleaseHost.open();
      const opt = join(vendor.folder, 'opt');
      const full = await vendor.pack('1', { full: vendor.release });
      await mkdir(opt);
      await copyFile(full, join(opt, 'xx.tar.gz'));
      await writeFile(
        join(opt, 'photo.json'),
        JSON.stringify({ image: photo.bytes.toString('base64'), top_num: 1 }),
      );
      fresh = await FreshHost.start({ opt, work: vendor.work });
    }, 900_000);
    afterAll(async () => {
      await fresh[Symbol.asyncDispose]();
      await vendor[Symbol.asyncDispose]();
    }, 120_000);

    it('has nothing of Easel, and no way to fetch it', async () => {
      expect(await fresh.docker('images', '-q')).toBe('');
      expect(fresh.leadsOut).toBe(false);
      const found = 'for name in node easel docker-compose; do type -P $name || true; done';
      expect(await fresh.bash(found)).toBe('');
      await expect(fresh.bash('curl -sS -m 10 http://192.0.2.1')).rejects.toThrow(/curl: \(7\)/);
    });

    it('installs a full package by its three lines, and one curl has an answer', async () => {
      await fresh.bash('cd /opt && tar zxf xx.tar.gz');
      expect(await fresh.bash('cd /opt/original && bash download.sh')).toContain(
        'Nothing is lacking',
      );
      await fresh.bash(`python3 ${install} install ${vendor.name}`);
      const license = await vendor.license();
      await copyFile(license, join(vendor.folder, 'opt/easel.lic'));
      await fresh.bash(`python3 ${install} lu /opt/easel.lic`);
      const said = await fresh.bash(
        `curl -sS -d @/opt/photo.json http://127.0.0.1:${vendor.port}/${vendor.name}/ImageClassification`,
      );
      expect(JSON.parse(said)).toMatchObject({ results: [{ name: `${photo.label}-v1` }] });
    }, 300_000);

    it('has run what the package brought, and is still without a way out', async () => {
      const images = await fresh.docker('ps', '-a', '--format', '{{.Names}} {{.Image}}');
      expect(images.trim().split('\n').sort()).toEqual([
        `${vendor.name}-gateway easel/gateway:${vendor.release.name}`,
        `${vendor.name}-inference easel/inference:${vendor.release.name}`,
        `easel-licensing easel/licensing:${vendor.release.name}`,
      ]);
      expect(fresh.leadsOut).toBe(false);
    });
  },
);
