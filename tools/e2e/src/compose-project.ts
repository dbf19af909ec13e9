import { spawn } from 'node:child_process';
import { unusedPorts } from '@easel/platform/testing';
import { compose, composeCommand } from './engine.js';
import { checkout } from './test-site.js';

/** The checkout's `docker-compose.yml` under a name and on ports of its own. */
export class ComposeProject {
  readonly name: string;
  readonly callers: string;
  readonly operators: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(name: string, callers: number) {
    this.name = name;
    const operators = callers + 1;
    this.callers = `http://127.0.0.1:${callers}`;
    this.operators = `http://127.0.0.1:${operators}`;
    this.#env = {
      ...process.env,
      EASEL_PORT: String(callers),
      EASEL_ADMIN_PORT: String(operators),
    };
  }

  static async up(name: string): Promise<ComposeProject> {
    const project = new ComposeProject(name, await unusedPorts(2));
    await project.compose('up', '-d', '--build');
    return project;
  }

  /** @returns what compose prints */
  compose(...args: string[]): Promise<string> {
    return compose(this.#env, '-p', this.name, ...args);
  }

  spawn(...args: string[]) {
    const [command, ...first] = composeCommand();
    const all = [...first, '-p', this.name, ...args];
    return spawn(command, all, { cwd: checkout, env: this.#env, stdio: 'pipe' });
  }

  async down(): Promise<void> {
    await this.compose('down', '-v');
  }
}
