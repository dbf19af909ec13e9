import { safePath, TakenPaths } from '@easel/archive';
import { isVersion } from '@easel/models';
import { z } from 'zod';
import { archiveLimits, isImage, isUnsigned, MOST_FILES, places } from './layout.js';
import { stackNameProblem } from './stack-name.js';

export const PACKAGE_TYP = 'easel-package+jwt';

/** Bytes: the most that a manifest's token may have. */
export const LONGEST_PACKAGE = 2 ** 20;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const second = z.int().min(1_577_836_800).max(7_258_118_400);
/** `0.1.0`: of Easel, as its images are tagged. */
const release = z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[A-Za-z0-9.]{1,32})?$/);

const fileSchema = z.strictObject({
  /** Relative to the package's folder, exactly as it stands in the archive. */
  path: z.string().min(1),
  /** Bytes. */
  size: z.int().min(0).max(archiveLimits.entryBytes),
  sha256,
});

const imageSchema = z.strictObject({
  /** `easel/gateway:0.1.0` */
  reference: z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,127}:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/),
  /** Of its configuration, as `docker save` writes it. */
  id: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  /** When it was made, as its configuration says: the same in every engine, where ids differ. */
  created: z.string().min(1).max(64),
});

/** What a package says of itself, and what the vendor's signature covers: every file but those that carry it. */
export const packageSchema = z
  .strictObject({
    format: z.literal(1),
    iss: z.string().min(1).max(200),
    aud: z.literal('easel'),
    iat: second,
    /** `full` brings the images of Easel, `update` the model alone. */
    kind: z.enum(['full', 'update']),
    deployment: z.string().refine((name) => stackNameProblem(name) === undefined, 'no name'),
    version: z.string().refine(isVersion, 'no version'),
    /** Full: the Easel that it brings. Update: the oldest that it goes with. */
    release,
    arch: z.enum(['x64', 'arm64']),
    runtime: z.enum(['cpu', 'cuda12']),
    files: z.array(fileSchema).min(1).max(MOST_FILES),
    images: z.array(imageSchema).max(32),
  })
  .superRefine(({ kind, files, images }, context) => {
    const refuse = (message: string) =>
      context.addIssue({ code: 'custom', path: ['files'], message, continue: true });
    for (const problem of problemsOf(files)) refuse(problem);
    if (!files.some(({ path }) => path === `${places.model}manifest.json`))
      refuse('no manifest of a model among them');
    const brings = files.some(({ path }) => isImage(path)) && images.length > 0;
    if (kind === 'full' && !brings) refuse('a full package without images');
    if (kind === 'update' && (brings || images.length > 0)) refuse('an update package with images');
  });

export type PackageManifest = z.output<typeof packageSchema>;
export type ListedFile = PackageManifest['files'][number];

/** Listed paths are held to what an archive's are, so that what is listed can be told from what is there. */
function* problemsOf(files: { path: string }[]): Generator<string> {
  const taken = new TakenPaths(false);
  for (const { path } of files) {
    try {
      const same = safePath(path, archiveLimits) === path && path.normalize('NFC') === path;
      if (!same || /(?:^|\/)\s|\s(?:\/|$)/.test(path) || !isPlaced(path))
        yield `${path} is no place`;
      taken.take(path, 'file');
    } catch (error) {
      yield (error as Error).message;
    }
  }
}

const isPlaced = (path: string): boolean =>
  !isUnsigned(path) && (path.startsWith('package/') || !path.includes('/'));
