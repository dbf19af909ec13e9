import type { Command } from 'commander';
import { z } from 'zod';

import { buildRelease } from '../build/build.js';
import { Docker } from '../build/docker.js';
import { checkout, releaseOf } from '../checkout.js';
import { readPublicKeys } from '../keys/keyset-file.js';
import { aligned } from '../text.js';
import { keyOptions } from './key-options.js';
import { outFolder, releaseOption } from './release-options.js';
import type { Terminal } from './terminal.js';
import { options } from './usage-error.js';

/** `build`. */
export function buildCommand(program: Command, terminal: Terminal): void {
  program
    .command('build')
    .description("build the images of this vendor's release edition")
    .usage('--keys DIR --out DIR [options]')
    .option('--keys <dir>', 'the folder that keys init made; its public half is enough')
    .option('--release <release>', "such as 0.1.0 (default: the checkout's)")
    .option('--checkout <dir>', 'what to build (default: this checkout)')
    .option(
      '--cuda <dir>',
      'images for one NVIDIA card, with the libraries in this folder (see below)',
    )
    .option('--docker <command>', "Docker's client (default: docker)")
    .option('--out <dir>', 'the folder that gets images.tar.gz, images.json and sbom/')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Builds from a copy, in which the edition is put: the checkout is not changed. What pack --images takes is in the folder.

--cuda takes ONNX Runtime's CUDA providers and the libraries of CUDA 12 and cuDNN 9 that they load: deploy/cuda12/README.md
says where they are to be had. Unverified: such images were built with stand-ins for these, and never ran on a card.`,
    )
    .action((given: object) => build(terminal, options(buildOptions, given)));
}

const buildOptions = z.object({
  keys: keyOptions.keys,
  release: releaseOption,
  checkout: z.string().optional(),
  cuda: z.string().optional(),
  docker: z.string().default('docker'),
  out: z.string({ error: '--out takes the folder that gets the images' }),
  json: z.boolean().default(false),
});

async function build(terminal: Terminal, given: z.output<typeof buildOptions>): Promise<void> {
  using progress = terminal.progress();
  const root = given.checkout === undefined ? checkout : terminal.path(given.checkout);
  const out = outFolder(terminal.path(given.out));
  const order = {
    checkout: root,
    release: given.release ?? releaseOf(root),
    keys: readPublicKeys(terminal.path(given.keys)),
    out,
    cuda: given.cuda === undefined ? undefined : terminal.path(given.cuda),
  };
  const built = await buildRelease(order, new Docker(given.docker), progress.tell);
  progress[Symbol.dispose]();
  const rows = built.images.map(({ reference, size }) => {
    return [reference, `${Math.round(size / 1e6)} MB`] as const;
  });
  terminal.say(
    given.json
      ? JSON.stringify(built, null, 2)
      : [
          `Built release ${built.release} for ${built.arch}, ${built.runtime}, in ${out}`,
          aligned(rows),
        ].join('\n'),
  );
}
