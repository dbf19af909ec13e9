import { join } from 'node:path';
import { edition } from '@easel/license';
import { Repository } from '@easel/models';
import { ensureDevelopmentLicense } from '@easel/vendor';
import { addDemo } from './demo.js';

function licensed(home: string): string[] {
  const { made: isNew, why } = ensureDevelopmentLicense(home);
  if (isNew) return [`Licence: made one for this machine (${why ?? 'it was asked for'})`];
  return why === undefined ? [] : [`Licence: ${why}`];
}

/** Makes what a development edition needs and lacks: keys, a licence for this machine, a model. Says what it made. */
export async function prepare(home: string): Promise<string[]> {
  const made: string[] = [];
  // A release trusts its vendor alone: whatever were made here would count for nothing.
  if (edition.kind === 'development') made.push(...licensed(home));
  if (await addDemo(new Repository(join(home, 'models'))))
    made.push('Models: added the demo deployment surface-defects');
  return made;
}
