import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { credentials, Metadata } from '@grpc/grpc-js';
import type { Release, Repository } from '@easel/models';
import { InferenceServiceClient, type inference } from '@easel/rpc';

/** Who listens answers at once: this only tells a socket that a killed service has left from one in use. */
const PATIENCE_MS = 1_000;

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
  const client = new InferenceServiceClient(`unix:${socket}`, credentials.createInsecure());
  try {
    if (existsSync(socket) && (await listens(client)))
      return await ask(client, { deployment, version, actor: 'npm run model' });
  } finally {
    client.close();
  }
  await repository.activate(deployment, version);
  return { how: 'written' };
}

const listens = (client: InferenceServiceClient): Promise<boolean> =>
  new Promise((resolve) =>
    client.waitForReady(Date.now() + PATIENCE_MS, (error) => resolve(error === undefined)),
  );

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
          why: 'inference went away meanwhile; `npm run easel -- status` shows what it serves now',
        });
    }),
  );
