import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isVersion } from '@easel/models';
import type { Command } from 'commander';
import { z } from 'zod';

import { boundedRead } from '@easel/platform';

import { checkout, releaseOf, troubleShootingOf } from '../checkout.js';
import { readPublicKeys } from '../keys/keyset-file.js';
import { openKeys } from '../keys/signer.js';
import { pack, type Packed } from '../pack/pack.js';
import { plan, VERSION_RULE, type PackOrder, type Plan } from '../pack/plan.js';
import { readReleaseImages } from '../pack/release-images.js';
import type { Tell } from '../pack/tell.js';
import { aligned } from '../text.js';
import { nowSeconds } from '../time.js';
import { VendorError } from '../vendor-error.js';
import { keyFolder, keyOptions, passphraseHelp } from './key-options.js';
import { outFolder, releaseOption } from './release-options.js';
import type { Terminal } from './terminal.js';
import { options, UsageError } from './usage-error.js';

/** `pack`. */
export function packCommand(program: Command, terminal: Terminal): void {
  program
    .command('pack')
    .description('make the package of a model that a customer installs')
    .usage('--keys DIR --model DIR --out DIR [options]')
    .option('--keys <dir>', 'the folder that keys init made')
    .option('--model <dir>', 'the version to pack, as in models/NAME/VERSION')
    .option('--name <name>', "the deployment (default: the name of the folder above the model's)")
    .option('--version <version>', "the version (default: the name of the model's folder)")
    .option('--images <dir>', 'what build made: a full package; without: an update')
    .option('--release <release>', 'the oldest Easel that an update goes with (default: this one)')
    .option('--runtime <runtime>', 'of an update: cpu or cuda12 (default: cpu)')
    .option('--arch <arch>', 'of an update: x64 or arm64 (default: x64)')
    .option('--lacking <what>', 'images: list them and leave them out, for download.sh to fetch')
    .option('--at <date>', 'when it is packed, which its files are dated by (default: now)')
    .option('--checkout <dir>', 'where the scripts come from (default: this checkout)')
    .option('--out <dir>', 'the folder to put it in')
    .option('--dry-run', 'look at everything, and sign and write nothing')
    .option('--json', 'for machines')
    .option('--passphrase-file <file>', passphraseHelp)
    .addHelpText(
      'after',
      `
Refuses images of the development edition and whatever holds a private key, and verifies its own product before it says
that it is done. Send the customer the package, and by another way its SHA-256 and the fingerprint of the vendor's key.`,
    )
    .action((given: object) => packed(terminal, options(packOptions, given)));
}

const date = '--at takes a date from 2020 on such as 2026-02-28, or 2026-02-28T08:00:00Z';

const packOptions = z
  .object({
    ...keyOptions,
    model: z.string({ error: '--model takes the folder of a version, models/NAME/VERSION' }),
    name: z.string().optional(),
    version: z
      .string()
      .refine(isVersion, { error: `--version takes ${VERSION_RULE}` })
      .optional(),
    images: z.string().optional(),
    release: releaseOption,
    runtime: z.enum(['cpu', 'cuda12'], { error: '--runtime takes cpu or cuda12' }).optional(),
    arch: z.enum(['x64', 'arm64'], { error: '--arch takes x64 or arm64' }).optional(),
    lacking: z.literal('images', { error: '--lacking takes images' }).optional(),
    at: z
      .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: date })
      .transform((text) => Math.floor(Date.parse(text) / 1000))
      .refine((at) => at >= 1_577_836_800, { error: date })
      .optional(),
    checkout: z.string().optional(),
    out: z.string({ error: '--out takes the folder that gets the package' }),
    dryRun: z.boolean().default(false),
    json: z.boolean().default(false),
  })
  .check(({ value, issues }) => {
    const refuse = (message: string) =>
      issues.push({ code: 'custom', message, input: value, continue: true });
    if (value.lacking && value.images === undefined) refuse('--lacking goes with --images');
    if (value.images !== undefined && value.release !== undefined)
      refuse('--release goes with an update: images say theirs themselves');
  });

type Given = z.output<typeof packOptions>;

async function packed(terminal: Terminal, given: Given): Promise<void> {
  using progress = terminal.progress();
  const scratch = mkdtempSync(join(tmpdir(), 'easel-pack-'));
  try {
    const publicKeys = readPublicKeys(terminal.path(given.keys));
    const out = outFolder(terminal.path(given.out));
    const order = await orderOf(terminal, { given, scratch, tell: progress.tell });
    const planned = await plan(order, publicKeys, progress.tell);
    if (given.dryRun) {
      progress[Symbol.dispose]();
      terminal.say(given.json ? JSON.stringify(planned.manifest, null, 2) : planInWords(planned));
      return;
    }
    const folder = await keyFolder(terminal, given);
    const made = await pack(planned, {
      keys: { public: publicKeys, signer: openKeys(folder, 'package').signer },
      lacking: given.lacking !== undefined,
      out,
      tell: progress.tell,
    });
    progress[Symbol.dispose]();
    terminal.say(given.json ? JSON.stringify(made, null, 2) : inWords(made));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function orderOf(
  terminal: Terminal,
  { given, scratch, tell }: { given: Given; scratch: string; tell: Tell },
): Promise<PackOrder> {
  const root = given.checkout === undefined ? checkout : terminal.path(given.checkout);
  const model = terminal.path(given.model);
  const scripts = {
    download: join(root, 'tools/package/download.sh'),
    install: join(root, 'tools/package/install.py'),
  };
  const says = {
    iat: given.at ?? nowSeconds(),
    deployment: given.name ?? basename(dirname(model)),
    version: given.version ?? basename(model),
  };
  if (given.images === undefined) {
    const release = given.release ?? releaseOf(root);
    return {
      pieces: { model, ...scripts },
      says: {
        ...{ ...says, kind: 'update', release, images: [] },
        arch: given.arch ?? 'x64',
        runtime: given.runtime ?? 'cpu',
      },
    };
  }
  const folder = terminal.path(given.images);
  const archive = join(folder, 'images.tar.gz');
  if (!existsSync(archive))
    throw new UsageError(
      `--images takes the folder that easel-vendor build made, and ${archive} is not there`,
    );
  tell(`Looking into ${folder}`);
  const { path, release, arch, runtime, images, foreign } = await readReleaseImages(
    archive,
    basesIn(join(folder, 'images.json')),
  );
  if (given.arch !== undefined && given.arch !== arch)
    throw new UsageError(`--arch says ${given.arch}, the images are for ${arch}`);
  if (given.runtime !== undefined && given.runtime !== runtime)
    throw new UsageError(`--runtime says ${given.runtime}, the images are for ${runtime}`);
  const full = {
    images: path,
    foreign,
    sbom: join(folder, 'sbom'),
    stack: join(root, 'deploy/stack'),
    troubleShooting: troubleShootingOf(root, { scratch, release }),
  };
  return {
    pieces: { model, ...scripts, full },
    says: { ...says, kind: 'full', release, arch, runtime, images },
  };
}

/** Which layers others made, as build noted. Where it did not, all are looked into as ours. */
function basesIn(path: string): string[] {
  const read = boundedRead(path, 2 ** 20);
  if (read.state === 'missing') return [];
  const bytes = read.state === 'read' ? read.bytes.toString() : '';
  const parsed = z.object({ bases: z.array(z.string()) }).safeParse(jsonIn(bytes));
  if (!parsed.success) throw new VendorError(`${path} is not as easel-vendor build writes it`);
  return parsed.data.bases;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function planInWords({ manifest, contents }: Plan): string {
  const { kind, deployment, version } = manifest;
  const rows = contents.map(({ path, size }) => [path, `${size} bytes`] as const);
  return [`Would pack ${kind} ${deployment} ${version}:`, aligned(rows)].join('\n');
}

function inWords({ file, size, sha256, fingerprint, downloads, manifest }: Packed): string {
  const { kind, deployment, version, release, arch, runtime } = manifest;
  const goes = kind === 'full' ? `Easel ${release}` : `needs Easel ${release}`;
  return [
    `Packed ${file}`,
    aligned([
      ['package', `${kind}, ${deployment} ${version}, ${goes}, ${arch}, ${runtime}`],
      ['size', `${size} bytes`],
      ['SHA-256', sha256],
      ['vendor key', fingerprint],
      ...(downloads === undefined ? [] : [['downloads', downloads] as const]),
    ]),
    'Send the SHA-256 and the fingerprint of the vendor key by another way than the package.',
  ].join('\n');
}
