import { EngineError } from '../docker/engine-error.js';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { cardsOfHost } from './cards.js';
import type { Ground } from './ground.js';

/**
 * Which card a deployment is to have: the one that was chosen, if it is one of this host, else the first. By UUID, which
 * stays when cards are added and the machine is started anew.
 */
export function cardFor(chosen: string | undefined): string {
  const cards = cardsOfHost(process.env) ?? [];
  const here = chosen?.startsWith('GPU-') !== true || cards.some(({ uuid }) => uuid === chosen);
  return (here ? chosen : undefined) ?? cards[0]?.uuid ?? '0';
}

/**
 * What a card needs besides its driver shows when a container is given it. Licensing is given it as well, and must not be
 * the first to find out: other deployments hold its leases.
 * @throws Failure where Docker gives no container that card.
 */
export async function requireCard({ engine }: Ground, card: string, image: string): Promise<void> {
  try {
    await engine.runOnCard(card, image, ['nvidia-smi', '-L']);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const why = error.message.split('\n').at(-1) ?? '';
    throw new Failure(exits.refused, messages.cardNotGiven(card, why), { cause: error });
  }
}
