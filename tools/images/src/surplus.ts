import { arch } from 'node:process';

/**
 * What packages bring that no service of ours ever opens, by its path below `node_modules`. Licences stay, whatever
 * they are called: who hands a package on hands its licence on.
 */
interface Surplus {
  what: RegExp;
  why: string;
}

const otherArch = arch === 'arm64' ? 'x64' : 'arm64';
/** A package's own folder: its name, with its scope. */
const root = String.raw`^(@[^/]+/)?[^/]+`;

const surplus: Surplus[] = [
  { what: /\.([cm]?ts|map|flow|tsbuildinfo)$/, why: 'for compilers and debuggers' },
  { what: /^(@types|undici-types)(\/|$)/, why: 'types alone' },
  {
    what: new RegExp(
      `${root}/(__tests__|tests?|specs?|e2e|fixtures|docs?|examples?|benchmarks?|bench|coverage|\\.github)$`,
    ),
    why: 'how a package is tested and explained',
  },
  { what: /\/(?!.*(licen[cs]e|notice|copying))[^/]+\.(md|markdown)$/i, why: 'for readers' },
  { what: /\.zip$/, why: 'for tests of theirs; what is shipped can be searched for keys' },
  {
    what: new RegExp(`^onnxruntime-node/bin/napi-v\\d+/(darwin|win32|linux/${otherArch})$`),
    why: 'of other platforms',
  },
  {
    what: new RegExp(`^@julusian/jpeg-turbo/prebuilds/(?!jpeg-turbo-linux-${arch}(/|$))[^/]+$`),
    why: 'of other platforms',
  },
  { what: /^@koromix\/koffi-[^/]+\/musl_/, why: 'of other platforms' },
  { what: /^koffi\/(src|vendor|lib)$/, why: 'what its binary is compiled from' },
  // tar-stream reads files with it under Bare, a runtime for telephones; under Node it takes `fs`.
  { what: /^bare-[^/]+$/, why: 'of another runtime' },
  { what: /^rxjs\/(src|dist\/(bundles|esm|esm5|types))$/, why: 'builds for browsers and bundlers' },
  { what: /^luxon\/(src|build\/(amd|cjs-browser|global))$/, why: 'builds for browsers' },
  { what: /^zod\/src$/, why: 'what it is compiled from' },
];

/** @param path below `node_modules`, with slashes */
export const isSurplus = (path: string) => surplus.some(({ what }) => what.test(path));

const ownSurplus = [
  /\.(d\.ts|map|tsbuildinfo)$/,
  /\.(spec|fixture)\.js$/,
  // Also as a file: it is exported to tests of other packages.
  /(^|\/)(testing|fixtures)(\/|\.js|$)/,
];

/** Of our own packages nothing but what runs. @param path below `dist` */
export const runs = (path: string) => !ownSurplus.some((what) => what.test(path));
