import { join } from 'node:path';
import { Repository } from '@easel/models';
import { ensureDevelopmentLicense } from '@easel/vendor';
import { addDemo } from './demo.js';

/** Makes what a development edition needs and lacks: keys, a licence for this machine, a model. Says what it made. */
export async function prepare(home: string): Promise<string[]> {
  const made: string[] = [];
  const { made: isNew, why } = ensureDevelopmentLicense(home);
  if (isNew) made.push(`Licence: made one for this machine (${why ?? 'it was asked for'})`);
  else if (why !== undefined) made.push(`Licence: ${why}`);
  if (await addDemo(new Repository(join(home, 'models'))))
    made.push('Models: added the demo deployment surface-defects');
  return made;
}
