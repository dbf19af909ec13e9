import {
  AdminRefusal,
  type DeploymentList,
  type LicenseStatus,
  type Readiness,
} from '@easel/contract';
import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { term } from '../term.js';
import type { Terminal } from '../terminal.js';
import { moment } from '../times.js';
import { deploymentLines } from './deployment-lines.js';
import { licenseState } from './license-state.js';

export interface Overview {
  readiness: Readiness;
  /** null where licensing is out of reach. */
  license: LicenseStatus | null;
  deployments: DeploymentList;
}

/** `easel status`: all of it on one screen. */
export async function status(door: Door, terminal: Terminal): Promise<Exit> {
  terminal.show(await overviewOf(door), (overview) => tellOverview(overview, terminal));
  return exits.done;
}

export async function overviewOf(door: Door): Promise<Overview> {
  const deployments = await door.ask((client) => client.deployments());
  const readiness = await door.ask((client) => client.ready());
  const license = await door.ask((client) => client.license()).catch(nullWhereAway);
  return { readiness, license, deployments };
}

function nullWhereAway(error: unknown): null {
  const cause = error instanceof Failure ? error.cause : undefined;
  if (cause instanceof AdminRefusal && cause.status === 503) return null;
  throw error;
}

export function tellOverview(
  { readiness, license, deployments: list }: Overview,
  terminal: Terminal,
): void {
  const text = terminal.text.bind(terminal);
  const { ready, reasons, edition } = readiness;
  const readily = ready
    ? terminal.paint('green', text(messages.isReady))
    : terminal.paint('red', text(messages.notReady(reasons.join(text(messages.semicolon)))));
  terminal.table([
    [text(messages.edition), term(edition, terminal)],
    [text(messages.license), licenseLine(readiness, license, terminal)],
    [text(messages.ready), readily],
  ]);
  for (const { words } of license?.warnings ?? [])
    terminal.line(terminal.paint('yellow', text(messages.warning(text(words)))));
  terminal.line();
  if (!list.reachable) terminal.say(messages.inferenceAway);
  if (list.deployments.length > 0)
    terminal.table(list.deployments.flatMap((each) => deploymentLines(each, terminal)));
  else if (list.reachable) terminal.say(messages.nothingDeployed);
}

/** Licensing's words, which know both languages; where it is out of reach, the lease's. */
function licenseLine(
  { license: leased }: Readiness,
  license: LicenseStatus | null,
  terminal: Terminal,
): string {
  const text = terminal.text.bind(terminal);
  const leasedState = leased.in_force ? (leased.grace ? 'grace' : 'in_force') : 'refused';
  const state = license?.state ?? leasedState;
  const reason = license ? license.reason && text(license.reason) : leased.reason;
  const kind = license ? license.license?.kind : leased.kind;
  const expires = license ? license.license?.expires : leased.expires;
  return [
    licenseState(state, terminal),
    ...(reason === undefined ? [] : [reason]),
    ...(kind === undefined ? [] : [term(kind, terminal)]),
    // One without end is permanent by its kind.
    ...(expires ? [text(messages.expiresOn(moment(expires, terminal.language)))] : []),
  ].join(text(messages.semicolon));
}
