import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The user's own folder for what `easel` keeps, as the XDG base directory specification has it. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const given = env.XDG_STATE_HOME ?? '';
  const state = isAbsolute(given) ? given : join(homedir(), '.local', 'state');
  return join(state, 'easel');
}
