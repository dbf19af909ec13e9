import { deploymentNameProblem } from '@easel/models';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { path as typed } from '../input.js';
import { messages } from '../messages.js';
import { deliver } from './deliver.js';
import { freePorts, isFree } from './free-ports.js';
import type { Ground } from './ground.js';
import { takeKeyset } from './keyset.js';
import { license } from './license.js';
import { Parcel } from './parcel.js';
import { NewRelease } from './new-release.js';
import type { Ports, Stack } from './stack.js';
import { stackDoor } from './stack-door.js';
import { tellDelivered } from './tell-delivered.js';
import { endUnfinished, INTERRUPTED, takeBack } from './unfinished.js';

export interface InstallOptions {
  work?: string;
  port?: string;
  adminPort?: string;
  license?: string;
  batches?: boolean;
  vendorKey?: string;
  dryRun?: boolean;
}

/** Names that Easel's own containers and projects have. */
const reserved = new Set(['easel', 'easel-licensing']);

/** `easel install`: a deployment that is not here, or was removed, from a package. */
export async function install(
  ground: Ground,
  { name, path = '.' }: { name: string; path?: string | undefined },
  options: InstallOptions,
): Promise<Exit> {
  const { work, engine, terminal } = ground;
  await requireName(ground, name);
  const stack = work.stack(name);
  if (stack.exists) {
    // A first install that was cut off is begun anew: the package is at hand, and it may lack any part.
    const open = stack.journal.open();
    if (open && open.from?.version == null) await takeBack(ground, stack, INTERRUPTED);
    else await endUnfinished(ground, stack);
    const running = await engine.container(stack.container('gateway'));
    if (running) {
      const version = (await stack.current()) ?? '-';
      throw new Failure(exits.refused, messages.installedAlready(name, version));
    }
  }
  await using parcel = await Parcel.open(ground, typed(path), options.vendorKey);
  const { manifest } = parcel;
  const { version } = manifest;
  // What was removed is not gone back from: this package is what its operator wants now.
  parcel.requireFit({
    deployment: name,
    release: stack.release ?? work.host.release,
    runtime: stack.runtime,
    rollback: true,
  });
  const ports = await portsFor(ground, stack, options);
  const release = releaseAfter(stack, work.host.release, manifest);
  if (options.dryRun === true) {
    const document = { deployment: name, version, release, ports, dry_run: true };
    terminal.show(document, () => terminal.say(messages.wouldDo(name, version, release)));
    return exits.done;
  }
  const room = work.room(await parcel.bytesFor(stack));
  room.require();
  const delivered = await room.within(async () => {
    await parcel.bringImages();
    await parcel.bringModel(stack);
    const newRelease = NewRelease.of(ground, stack, parcel);
    await newRelease?.prepare();
    await stack.settle(ports, stack.release ?? release);
    if (options.batches === true) await stack.withBatches();
    return deliver(ground, stack, { action: 'install', to: { version, release }, newRelease });
  });
  await takeKeyset(ground, stackDoor(ground, stack), parcel.keyset);
  await license(ground, stack, options.license);
  tellDelivered(ground, stack, delivered);
  return exits.done;
}

/** A full package brings its own release; with an update the deployment stays on what it had, or on this host's. */
const releaseAfter = (
  stack: Stack,
  host: string | undefined,
  { kind, release }: { kind: 'full' | 'update'; release: string },
): string => (kind === 'full' ? release : (stack.release ?? host ?? release));

async function requireName({ work }: Ground, name: string): Promise<void> {
  const problem = deploymentNameProblem(name);
  if (problem !== undefined) throw new Failure(exits.usage, messages.badStackName(name, problem));
  if (reserved.has(name.toLowerCase()))
    throw new Failure(exits.usage, messages.badStackName(name, "is Easel's own"));
  const twin = (await work.stacks()).find(
    (other) => other.name !== name && other.name.toLowerCase() === name.toLowerCase(),
  );
  if (twin)
    throw new Failure(
      exits.refused,
      messages.badStackName(name, `differs from ${twin.name} by case alone`),
    );
}

async function portsFor(
  { work }: Ground,
  stack: Stack,
  { port, adminPort }: InstallOptions,
): Promise<Ports> {
  const others = (await work.stacks()).filter(({ name }) => name !== stack.name);
  const taken = new Set(
    others.flatMap(({ ports }) => (ports ? [ports.callers, ports.operators] : [])),
  );
  const had = stack.ports;
  if (port === undefined && adminPort === undefined && !had) {
    const free = await freePorts(taken);
    if (!free) throw new Failure(exits.refused, messages.noFreePort);
    return free;
  }
  const callers = port === undefined ? (had?.callers ?? 8080) : parsePort(port);
  const operators =
    adminPort !== undefined
      ? parsePort(adminPort)
      : port === undefined
        ? (had?.operators ?? callers + 1)
        : callers + 1;
  for (const one of [callers, operators])
    if (taken.has(one) || !(await isFree(one)))
      throw new Failure(exits.refused, messages.portTaken(one, stack.name));
  return { callers, operators };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new Failure(exits.usage, messages.badPort(text));
  return port;
}
