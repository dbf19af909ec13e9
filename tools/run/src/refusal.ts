/** Something that stands in the way of a start, in one plain sentence that says what to do. */
export class Refusal extends Error {
  override name = 'Refusal';
}

const sentences: Record<string, (path: string) => string> = {
  ENOSPC: (path) => `The disk is full: free some space for ${path}, then start again.`,
  EDQUOT: (path) => `The disk quota is used up: free some space for ${path}, then start again.`,
  EACCES: (path) =>
    `${path} cannot be written: give yourself the right to, or choose another folder with EASEL_HOME=… npm start`,
  EROFS: (path) =>
    `${path} is on a read-only disk: choose another folder with EASEL_HOME=… npm start`,
  ENOTDIR: (path) => `${path} is not a folder: choose another with EASEL_HOME=… npm start`,
  EEXIST: (path) => `${path} is not a folder: choose another with EASEL_HOME=… npm start`,
};

/** What a failed write means for whoever started Easel; anything else stays as it is. */
export function explain(error: unknown, home: string): unknown {
  const { code, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const sentence = code === undefined ? undefined : sentences[code];
  return sentence ? new Refusal(sentence(dest ?? path ?? home), { cause: error }) : error;
}
