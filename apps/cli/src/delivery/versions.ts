import { exits, type Exit } from '../exits.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import { installed } from './installed.js';

/** `easel versions`: what could be put into service, and what is. */
export async function versions(ground: Ground, name: string): Promise<Exit> {
  const { terminal } = ground;
  const stack = installed(ground, name);
  const [current, all] = [await stack.current(), await stack.versions()];
  const document = {
    deployment: name,
    release: stack.release,
    current: current ?? null,
    versions: all,
    last: stack.journal.last() ?? null,
  };
  terminal.show(document, () => {
    const rows = all.map((version) => [
      version,
      version === current ? terminal.text(messages.inServiceMark) : '',
    ]);
    terminal.table([[terminal.text(messages.versionColumns), ''], ...rows]);
  });
  return exits.done;
}
