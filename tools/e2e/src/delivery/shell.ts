import { spawn } from 'node:child_process';

/** What a program came to; both of its streams together, as an operator reads them. */
export interface Ran {
  status: number | null;
  output: string;
}

export interface Surroundings {
  cwd?: string;
  env?: Record<string, string>;
  signal?: AbortSignal;
}

/** Runs a program to its end, however it ends. */
export async function ran(
  program: string,
  args: string[],
  { cwd, env = {}, signal }: Surroundings = {},
): Promise<Ran> {
  const child = spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    ...(signal && { signal, killSignal: 'SIGKILL' as const }),
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', (error) => (output += error.message));
  // Not `once`, which would throw for one that was told to end.
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, output };
}

/** @returns what it wrote. @throws Error with that, where it does not end with 0. */
export async function done(
  program: string,
  args: string[],
  surroundings: Surroundings = {},
): Promise<string> {
  const { status, output } = await ran(program, args, surroundings);
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${status ?? 'a signal'}:\n${output}`);
  return output;
}
