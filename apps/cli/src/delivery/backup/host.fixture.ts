import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unusedPorts } from '@easel/platform/testing';
import { WorkFolder } from '../work-folder.js';

/** What a host's files hold that nobody may find in a backup. */
export const secrets = ['s3ss10n-k3y', 'f1rst-p4ss', 'r3d1s-p4ss', 'h1dd3n-t0k3n', 'a-picture'];

/** Of every host of one run: what is restored has those that were backed up. */
const port = await unusedPorts(4);
export const ports = {
  bolts: { callers: port, operators: port + 1 },
  nuts: { callers: port + 2, operators: port + 3 },
};

/** A host with two deployments, as files: nothing runs. */
export class HostFiles implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'easel-host-'));
  readonly work = new WorkFolder(join(this.root, 'work'));

  constructor() {
    this.write('.easel/.env', 'EASEL_FORMAT=1\nEASEL_RELEASE=0.1.0\n');
    this.write('.easel/docker-compose.yml', 'services: {}\n');
    this.write('.easel/easel', '#!/bin/bash\n');
    this.write('.easel/state/licensing/easel.lic', 'a licence\n');
    this.write('.easel/state/licensing/history/1700000000000-j1.lic', 'an earlier one\n');
    this.write('.easel/state/licensing/state.json', '{"format":1}\n');
    this.write('.easel/state/licensing/audit.jsonl', '{"at":"2026-01-01"}\n{"at":"20');
    for (const name of ['bolts', 'nuts'] as const) {
      this.write(
        `${name}/.env`,
        [
          '# ours',
          'EASEL_FORMAT=1',
          `EASEL_NAME=${name}`,
          'EASEL_RELEASE=0.1.0',
          `EASEL_PORT=${ports[name].callers}`,
          `EASEL_ADMIN_PORT=${ports[name].operators}`,
          'EASEL_REDIS_URL=redis://:r3d1s-p4ss@cache:6379',
          'EASEL_REDIS_PASSWORD_FILE=/var/lib/easel/secrets/redis',
          'SUPPORT_TOKEN=h1dd3n-t0k3n',
          '',
        ].join('\n'),
      );
      this.write(`${name}/docker-compose.yml`, 'services: {}\n');
      this.write(`${name}/start/start-1.sh`, '#!/bin/bash\n');
      this.write(`${name}/admin/password.json`, '{"format":1}\n');
      this.write(`${name}/admin/session.key`, 's3ss10n-k3y');
      this.write(`${name}/admin/first-password`, 'f1rst-p4ss');
      this.write(`${name}/secrets/redis`, 'r3d1s-p4ss');
      this.write(`${name}/batches/b1/pictures/1.jpg`, 'a-picture');
      this.write(`${name}/models/${name}/1/manifest.json`, '{}\n');
      this.write(`${name}/models/${name}/1/model.onnx`, `a model of ${name}, the first`);
      this.write(`${name}/models/${name}/2/model.onnx`, `a model of ${name}, the second`);
      this.write(`${name}/models/${name}/.3-half/model.onnx`, 'half of one');
      this.write(`${name}/models/${name}/current`, '2\n');
    }
  }

  /** A file below the work folder. */
  write(path: string, text: string): void {
    const file = join(this.work.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
