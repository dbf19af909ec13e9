import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from './engine-error.js';

/** Bytes of what compose says that are kept for the error. */
const LONGEST = 64 * 1024;

/** A compose project by its folder, where `docker-compose.yml` and `.env` are. */
export class Compose {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Makes the containers what the files say, and starts them.
   * @param keep starts what does not run, and leaves what is there as it is.
   */
  async up({ keep = false } = {}): Promise<void> {
    await this.run(['up', '-d', keep ? '--no-recreate' : '--remove-orphans']);
  }

  /** Takes the containers and the project's own networks away; volumes too where `all` is to go. Folders stay. */
  async down({ all = false } = {}): Promise<void> {
    await this.run(['down', '--remove-orphans', ...(all ? ['-v'] : [])]);
  }

  /**
   * @param instead of what `.env` says.
   * @throws EngineError with the last that it said.
   */
  async run(args: string[], instead: Record<string, string> = {}): Promise<void> {
    // Else it looks in the folders above, and takes whatever project is there for this one.
    if (!existsSync(join(this.#folder, 'docker-compose.yml')))
      throw new EngineError(`there is no docker-compose.yml in ${this.#folder}`);
    const [program, ...first] = program1or2();
    const child = spawn(program, [...first, ...args], {
      cwd: this.#folder,
      env: {
        ...surroundings(),
        ...instead,
        COMPOSE_API_VERSION: 'auto',
        // Else `run` starts Docker's own client, which the image has not.
        COMPOSE_INTERACTIVE_NO_CLI: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-LONGEST)));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (status !== 0)
      throw new EngineError(
        `docker-compose ${args[0]} ended with ${status ?? 'a signal'}: ${reasonIn(said)}`,
      );
  }
}

/** Steps as compose draws them, of which the last that failed is told again below. */
const step =
  /^(?:(?:Creating|Recreating|Starting|Stopping|Removing|Pulling)\b.*\.{3}|(?:Container|Network|Volume|Image) \S+ )/;

/** Why it failed, of all that it said: line by line, drawn for no terminal. */
function reasonIn(said: string): string {
  // eslint-disable-next-line no-control-regex -- what steers a terminal is what is to go
  const plain = said.replaceAll(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '');
  const lines = plain.split(/[\r\n]+/).map((line) => line.trim());
  const all = [...new Set(lines)].filter((line) => line !== '');
  const telling = all.filter((line) => !step.test(line));
  return (telling.length > 0 ? telling : all).join('\n');
}

/** A variable of the shell would win over the project's own `.env`. */
const surroundings = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('EASEL_') && !name.startsWith('COMPOSE_'),
    ),
  );

let known: [string, ...string[]] | undefined;

/** The image brings compose 1; on a host there may be only the second. */
function program1or2(): [string, ...string[]] {
  known ??=
    spawnSync('docker-compose', ['version'], { stdio: 'ignore' }).status === 0
      ? ['docker-compose']
      : ['docker', 'compose'];
  return known;
}
