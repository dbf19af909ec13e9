import {
  activationRefusalSchema,
  AdminRefusal,
  type Activation,
  type RefusalReason,
  type Words,
} from '@easel/contract';
import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Terminal } from '../terminal.js';

interface Wish {
  deployment: string;
  version: string;
}

/** `easel activate`: asks, and asks again for as long as it is loading. Inference does it whether anybody asks or not. */
export async function activate(
  { door, terminal }: { door: Door; terminal: Terminal },
  { deployment, version }: Wish,
): Promise<Exit> {
  const ask = () =>
    door
      .ask((client) => client.activate(deployment, { version }))
      .catch((error: unknown) => {
        throw refusal(error, { deployment, version });
      });
  let activation = await ask();
  if (activation.outcome === 'loading') terminal.note(messages.stillLoading(deployment, version));
  while (activation.outcome === 'loading') activation = await ask();
  terminal.show(activation, (done) => tell(done, terminal));
  return exits.done;
}

function tell(
  { deployment, version, outcome, previous, ms }: Activation,
  terminal: Terminal,
): void {
  if (outcome === 'already') {
    terminal.say(messages.activeAlready(deployment, version));
    return;
  }
  const seconds = ((ms ?? 0) / 1000).toFixed(1);
  const done = terminal.text(messages.activated(deployment, version, seconds));
  terminal.line(terminal.paint('green', done));
  if (previous !== null) terminal.say(messages.replacing(previous));
}

/** Why it was not done, with what to do about it, where the door says why. */
function refusal(error: unknown, { deployment, version }: Wish): unknown {
  const cause = error instanceof Failure ? error.cause : undefined;
  if (!(cause instanceof AdminRefusal)) return error;
  const { data } = activationRefusalSchema.safeParse(cause.problem);
  const words = data && reasons[data.reason];
  if (!words) return error;
  return new Failure(exits.refused, words(deployment, version, cause.message), { cause });
}

/** Undefined where the door's own words, or when to try again, say it all. */
const reasons: Record<
  RefusalReason,
  ((name: string, version: string, detail: string) => Words) | undefined
> = {
  no_deployment: (name, _version, detail) => messages.noDeployment(name, detail),
  no_version: messages.noVersion,
  busy: (name, _version, detail) => messages.busyLoading(name, detail),
  does_not_load: messages.doesNotLoad,
  golden: messages.goldenMissed,
  not_written: messages.notWritten,
  unavailable: undefined,
  unknown: undefined,
};
