import { parseArgs } from 'node:util';
import { presets, type PresetName } from './presets.js';

export const help = `Puts a model of your own into service.

  npm run model -- add NAME MODEL.onnx LABELS.txt --preset pytorch|keras|paddle [options]
  npm run model -- list

NAME is the deployment: the first part of the URL that callers post to. LABELS.txt
holds one class name a line, in the order of the model's outputs.

What the file cannot tell, and the preset guesses:
  --resize stretch|cover|contain|crop:PIXELS   how a picture becomes the input's size
  --channels RGB|BGR|GREY                      order in which the model takes colours
  --scale S  --mean A,B,C  --std A,B,C         a value v in 0..255 becomes (v*S - mean) / std
  --activation logits|probabilities            otherwise told from one run
  --size WIDTHxHEIGHT                          where the model leaves it free (default 224x224)

Also:
  --version V       default: the next whole number
  --golden PHOTO    what the model says of it now, it must say again before a later start
                    serves it; can be given up to 16 times
  --no-activate     add it, but leave the version in service as it is
  --help            this text

The model repository is in EASEL_HOME (./var). An Easel that runs there is asked to put the
new version into service, and what it says is said here; without one, it is served from the
next start on.`;

export class UsageError extends Error {
  override name = 'UsageError';
}

export type AddOptions = ReturnType<typeof parseAdd>;

/** @throws UsageError saying which argument is wrong. */
export function parseAdd(args: string[]) {
  const { values, positionals } = parse(args);
  const [deployment, model, labels, ...more] = positionals;
  if (deployment === undefined || model === undefined || labels === undefined || more.length > 0)
    throw new UsageError(
      `add takes NAME MODEL.onnx LABELS.txt, not ${positionals.length} arguments`,
    );
  const preset = values.preset;
  if (preset === undefined || !Object.hasOwn(presets, preset))
    throw new UsageError(`--preset takes one of ${Object.keys(presets).join(', ')}`);
  return {
    deployment,
    model,
    labels,
    preset: preset as PresetName,
    version: values.version,
    size: values.size === undefined ? undefined : parseSize(values.size),
    resize: values.resize === undefined ? undefined : parseResize(values.resize),
    channels: oneOf('--channels', values.channels, ['RGB', 'BGR', 'GREY'] as const),
    activation: oneOf('--activation', values.activation, ['logits', 'probabilities'] as const),
    scale: values.scale === undefined ? undefined : parseNumber('--scale', values.scale),
    mean: values.mean === undefined ? undefined : parseNumbers('--mean', values.mean),
    std: values.std === undefined ? undefined : parseNumbers('--std', values.std),
    golden: values.golden ?? [],
    activate: !values['no-activate'],
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        preset: { type: 'string' },
        version: { type: 'string' },
        size: { type: 'string' },
        resize: { type: 'string' },
        channels: { type: 'string' },
        activation: { type: 'string' },
        scale: { type: 'string' },
        mean: { type: 'string' },
        std: { type: 'string' },
        golden: { type: 'string', multiple: true },
        'no-activate': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function parseSize(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  if (width === undefined || height === undefined)
    throw new UsageError(`--size takes WIDTHxHEIGHT such as 224x224, not ${text}`);
  return { width: Number(width), height: Number(height) };
}

function parseResize(text: string) {
  const [, pixels] = /^crop:(\d{1,4})$/.exec(text) ?? [];
  if (pixels !== undefined)
    return { mode: 'shorter-side-crop' as const, shorterSide: Number(pixels) };
  const mode = oneOf('--resize', text, ['stretch', 'cover', 'contain'] as const);
  return mode && { mode };
}

function oneOf<T extends string>(option: string, text: string | undefined, choices: readonly T[]) {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (!found) throw new UsageError(`${option} takes one of ${choices.join(', ')}, not ${text}`);
  return found;
}

function parseNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new UsageError(`${option} takes a number, not ${text}`);
  return value;
}

function parseNumbers(option: string, text: string): number | number[] {
  const numbers = text.split(',').map((part) => parseNumber(option, part));
  return numbers.length === 1 ? (numbers[0] ?? 0) : numbers;
}
