import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Terminal } from '../terminal.js';
import { FakeEngine } from '../testing/fake-engine.js';
import type { Ground } from './ground.js';
import { WorkFolder } from './work-folder.js';

/** A host of files alone: a work folder, and a Docker that has nothing but what it is told of. */
export class BareHost implements Disposable {
  readonly root: string;
  readonly docker: FakeEngine;
  readonly ground: Ground;

  private constructor(root: string, docker: FakeEngine) {
    this.root = root;
    this.docker = docker;
    const work = new WorkFolder(join(root, 'work'));
    // A step's document is kept, and not written among what the tests say.
    this.ground = { work, engine: docker.engine, terminal: new Terminal('en', true).step() };
  }

  static async open(): Promise<BareHost> {
    const root = mkdtempSync(join(tmpdir(), 'easel-bare-host-'));
    return new BareHost(root, await FakeEngine.in(root));
  }

  /** Where a file below the work folder is. */
  path(path: string): string {
    return join(this.ground.work.path, path);
  }

  write(path: string, text: string): void {
    const file = this.path(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  [Symbol.dispose](): void {
    this.docker[Symbol.dispose]();
    rmSync(this.root, { recursive: true });
  }
}
