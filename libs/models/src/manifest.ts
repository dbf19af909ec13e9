import { z } from 'zod';
import { ModelError } from './model-error.js';

const side = z.int().min(1).max(4096);
const byte = z.number().min(0).max(255);
/** One number for every channel, or one each in the order in which the model takes them. */
const perChannel = z.union([z.number(), z.array(z.number()).min(1).max(3)]);
/** A path inside the version's folder: no leading slash, no dot segments, no backslash. */
const file = z
  .string()
  .regex(
    /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\\\0][^\\\0]{0,255}$/,
    'must be a relative path inside the version folder',
  );

const input = z.strictObject({
  /** The model's input tensor; absent: its only input. */
  name: z.string().min(1).optional(),
  /** Pixels. */
  width: side,
  height: side,
  type: z.enum(['float32', 'float16', 'uint8']).default('float32'),
  layout: z.enum(['NCHW', 'NHWC']).default('NCHW'),
  channels: z.enum(['RGB', 'BGR', 'GREY']).default('RGB'),
});

const preprocess = z.strictObject({
  /** How a picture of any shape becomes width x height. */
  resize: z
    .discriminatedUnion('mode', [
      /** Both sides at once, aspect ratio not kept. */
      z.strictObject({ mode: z.literal('stretch') }),
      /** The smallest scale that covers the input, then the centre. */
      z.strictObject({ mode: z.literal('cover') }),
      /** The largest scale that fits, centred on `fill` (grey level, or one per channel in the model's order). */
      z.strictObject({
        mode: z.literal('contain'),
        fill: z.union([byte, z.array(byte).min(1).max(3)]).default(0),
      }),
      /** The shorter side to `shorterSide`, then the centre: torchvision's Resize + CenterCrop. */
      z.strictObject({ mode: z.literal('shorter-side-crop'), shorterSide: side }),
    ])
    .default({ mode: 'stretch' }),
  /** A value v in 0..255 becomes (v * scale - mean) / std. */
  scale: z.number().positive().default(1),
  mean: perChannel.default(0),
  std: perChannel.default(1),
  /** Turn the picture as its EXIF orientation says. */
  exifOrientation: z.boolean().default(true),
});

const output = z.strictObject({
  /** The model's output tensor; absent: its only output. Its shape is [N,C], [N,C,1,1] or [C]. */
  name: z.string().min(1).optional(),
  /** `logits` get a softmax; `probabilities` are scores already. */
  activation: z.enum(['logits', 'probabilities']).default('logits'),
});

const golden = z.strictObject({
  file,
  /** What the model must answer first, best first. */
  expect: z
    .array(z.strictObject({ name: z.string(), score: z.number().min(0).max(1) }))
    .min(1)
    .max(10),
  /** How far a score may be off on another machine. */
  tolerance: z.number().min(0).max(1).default(0.02),
});

/** How a machine runs the model; what is not said here is 1. */
const run = z.strictObject({
  /** Processor threads that share the work of one picture; fewer lanes run it then. */
  threads: z.int().min(1).max(256).default(1),
  /** Pictures that are run at once where so many wait, if the model takes as many. */
  batch: z.int().min(1).max(64).default(1),
});

/**
 * What a model version is and how pictures reach it: `models/<name>/<version>/manifest.json`.
 * Described field by field, with examples, in docs/models.md.
 */
export const manifestSchema = z
  .strictObject({
    /** Of this file; a newer Easel carries older ones forward. */
    format: z.literal(1),
    model: file.default('model.onnx'),
    labels: file.default('labels.txt'),
    input,
    preprocess: preprocess.prefault({}),
    output: output.prefault({}),
    /** Absent: measured on each machine when the version is first activated there. */
    run: run.optional(),
    /** Pictures that a version must reproduce before it takes traffic. */
    golden: z.array(golden).max(16).default([]),
  })
  .superRefine((manifest, context) => {
    const channels = manifest.input.channels === 'GREY' ? 1 : 3;
    const { resize, mean, std } = manifest.preprocess;
    const check = (path: string[], value: number | number[]) => {
      if (Array.isArray(value) && value.length !== channels)
        context.addIssue({
          code: 'custom',
          path,
          message: `has ${value.length} values for ${channels} channel(s)`,
        });
    };
    check(['preprocess', 'mean'], mean);
    check(['preprocess', 'std'], std);
    if (resize.mode === 'contain') check(['preprocess', 'resize', 'fill'], resize.fill);
    if ([std].flat().some((value) => value === 0))
      context.addIssue({ code: 'custom', path: ['preprocess', 'std'], message: 'must not be 0' });
    if (
      resize.mode === 'shorter-side-crop' &&
      resize.shorterSide < Math.max(manifest.input.width, manifest.input.height)
    )
      context.addIssue({
        code: 'custom',
        path: ['preprocess', 'resize', 'shorterSide'],
        message: `is ${resize.shorterSide}, less than the input's longer side`,
      });
  });

/** @throws ModelError naming every field that does not fit, and how. */
export function checkManifest(json: unknown): Manifest {
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the manifest'} ${issue.message}`,
  );
  throw new ModelError(`manifest.json does not fit: ${issues.join('; ')}`, { cause: parsed.error });
}

/** A manifest with every default filled in. */
export type Manifest = z.output<typeof manifestSchema>;
/** A manifest as people write it. */
export type ManifestInput = z.input<typeof manifestSchema>;
