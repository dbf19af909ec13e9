import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout, demo, TestSite } from './test-site.js';

interface Client {
  file: string;
  command: [string, ...string[]];
  /** Each tool it needs, with the shell command that succeeds where that tool is at hand. */
  needs: Record<string, string>;
}

const clients: Client[] = [
  {
    file: 'classify.sh',
    command: ['bash', 'classify.sh'],
    needs: { curl: 'curl --version', jq: 'jq --version' },
  },
  {
    file: 'classify.py',
    command: ['python3', 'classify.py'],
    needs: { 'Python 3': 'python3 --version' },
  },
  {
    file: 'Classify.java',
    command: ['java', 'Classify.java'],
    needs: { 'a JDK': 'javac --version && java --version' },
  },
  {
    file: 'Classify.cs',
    command: ['dotnet', 'run', 'Classify.cs', '--'],
    needs: { '.NET 10': `dotnet --version | grep -E '^[1-9][0-9]'` },
  },
  { file: 'classify.go', command: ['go', 'run', 'classify.go'], needs: { Go: 'go version' } },
  { file: 'classify.php', command: ['php', 'classify.php'], needs: { PHP: 'php --version' } },
  { file: 'classify.mjs', command: ['node', 'classify.mjs'], needs: { Node: 'node --version' } },
];

const picture = join(checkout, 'examples/pictures/scratch-1.jpg');

/** Tools that a client needs and this machine lacks. */
const missing = ({ needs }: Client) =>
  Object.keys(needs).filter((tool) => spawnSync('sh', ['-c', needs[tool]!]).status !== 0);

/** Compiled on the way by some, so slow; a proxy of the surroundings is none for this machine's own address. */
const run = ({ command: [tool, ...args] }: Client, url: string) =>
  new Promise<{ status: number | string | null; stdout: string; stderr: string }>((resolve) => {
    execFile(
      tool,
      [...args, picture, url],
      {
        cwd: join(checkout, 'examples/clients'),
        env: { ...process.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1', DOTNET_NOLOGO: '1' },
      },
      (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });

describe('the example clients', { timeout: 180_000 }, () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await TestSite.start();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const url = (deployment: string) => `${site.url}/${deployment}/ImageClassification`;

  describe.each(clients.map((client) => ({ ...client, lacks: missing(client) })))(
    '$file',
    (client) => {
      const runs = client.lacks.length === 0;
      const why = client.lacks.map((tool) => ` (no ${tool} here)`).join('');

      it.runIf(runs)(`prints the three best names and scores, the label first${why}`, async () => {
        const { status, stdout, stderr } = await run(client, url(demo));
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });

        const lines = stdout.trimEnd().split(/\r?\n/);
        expect(lines[0]).toMatch(/^scratch\t/);
        expect(lines).toHaveLength(3);
        for (const line of lines) expect(line).toMatch(/^[a-z]+\t\d/);
        const scores = lines.map((line) => Number(line.split('\t')[1]));
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      });

      it.runIf(runs)(`prints the error code and message, and fails${why}`, async () => {
        const { status, stdout, stderr } = await run(client, url('nobody'));
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toMatch(/^336001 Invalid Argument: /);
      });
    },
  );
});
