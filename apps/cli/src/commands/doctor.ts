import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Beside the applications, in a checkout as in the image. */
const script = fileURLToPath(new URL('../../../../tools/troubleshooting/main.sh', import.meta.url));

export interface DoctorOptions {
  deployment?: string;
  since?: string;
  /** A file; false for none; undefined as the script has it. */
  bundle?: string | false;
  json?: boolean;
  lang?: string;
  work?: string;
}

/**
 * `easel doctor`: what `trouble_shooting.sh` finds. It asks nothing that has to run.
 * @returns how the script ended: 0 all is well, 4 warnings, 3 failures.
 */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { deployment, since, bundle, json = false, lang, work } = options;
  const file = bundle === false ? undefined : bundle;
  const named = Object.entries({ deployment, work, since, bundle: file, lang });
  const args = named.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  if (bundle === false) args.push('--no-bundle');
  if (json) args.push('--json');
  const child = spawn('bash', [script, ...args], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
