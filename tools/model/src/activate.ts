import { connect } from 'node:net';
import { join } from 'node:path';
import { credentials, Metadata } from '@grpc/grpc-js';
import type { Release, Repository } from '@easel/models';
import { InferenceServiceClient, type inference } from '@easel/rpc';

/** What became of a version that was to be put into service. */
export type Outcome =
  /** @param previous what answered before; empty where nothing did. */
  | { how: 'served'; previous: string }
  | { how: 'refused'; why: string }
  /** Nobody runs here: `current` names it now. */
  | { how: 'written' };

/**
 * Puts a version into service. Where inference runs, it alone writes `current`: then it is asked, for as long as it takes.
 * @param sockets where the services of this home listen.
 */
export async function activate(
  repository: Repository,
  { deployment, version }: Pick<Release, 'deployment' | 'version'>,
  sockets: string,
): Promise<Outcome> {
  const socket = join(sockets, 'inference.sock');
  const running = await listens(socket).catch((error: unknown) => error);
  // Then `current` may be somebody else's to write.
  if (typeof running !== 'boolean')
    return { how: 'refused', why: `whether inference runs cannot be told: ${String(running)}` };
  if (!running) {
    await repository.activate(deployment, version);
    return { how: 'written' };
  }
  const client = new InferenceServiceClient(`unix:${socket}`, credentials.createInsecure());
  try {
    return await ask(client, { deployment, version, actor: 'npm run model' });
  } finally {
    client.close();
  }
}

/** What connecting says where nobody listens: there is no socket, or a killed service has left it. */
const nobody = ['ENOENT', 'ECONNREFUSED'];

/** Whether somebody listens. Connecting is the system's affair: a service too busy to answer is there all the same. */
const listens = (path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const visitor = connect(path, () => {
      visitor.destroy();
      resolve(true);
    });
    visitor.once('error', (error: NodeJS.ErrnoException) =>
      nobody.includes(error.code ?? '') ? resolve(false) : reject(error),
    );
  });

const ask = (client: InferenceServiceClient, wish: inference.ActivateRequest): Promise<Outcome> =>
  new Promise((resolve) =>
    client.activate(wish, new Metadata(), (error, response) => {
      const outcome = error ? undefined : response.outcome;
      if (outcome?.$case === 'activated')
        resolve({ how: 'served', previous: outcome.value.previous });
      else if (outcome) resolve({ how: 'refused', why: outcome.value.detail });
      else
        resolve({
          how: 'refused',
          why: `inference gave no answer${error ? ` (${error.details})` : ''}; \`npm run easel -- status\` shows what it serves now`,
        });
    }),
  );
