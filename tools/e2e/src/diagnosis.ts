import { execFile } from 'node:child_process';

interface Finding {
  cause: string;
  status: string;
  message: { en: string; zh: string };
  fix: { en: string; zh: string };
}

/** What `trouble_shooting.sh --json` says, and how it ended. */
export class Diagnosis {
  readonly code: number | null;
  readonly causes: Finding[];

  private constructor(code: number | null, causes: Finding[]) {
    this.code = code;
    this.causes = causes;
  }

  /** Without holding up this process, which may be what the script asks. */
  static async by(args: string[], env: Record<string, string> = {}): Promise<Diagnosis> {
    const { code, stdout } = await new Promise<{ code: number | null; stdout: string }>((done) => {
      const child = execFile(
        'bash',
        [...args, '--json'],
        { maxBuffer: 2 ** 26, env: { ...process.env, ...env } },
        (_error, stdout) => done({ code: child.exitCode, stdout }),
      );
    });
    const { exit, causes } = JSON.parse(stdout) as { exit: number; causes: Finding[] };
    if (exit !== code) throw new Error(`it ends with ${code ?? 'a signal'} and says ${exit}`);
    return new Diagnosis(code, causes);
  }

  get failures(): Finding[] {
    return this.causes.filter(({ status }) => status === 'fail');
  }

  /** What an operator reads first. @throws Error where nothing is wrong. */
  get first(): Finding {
    const [first] = this.causes;
    if (!first) throw new Error('it finds nothing wrong');
    return first;
  }
}
