import { printable } from './printable.js';

/** Every way in which an archive is refused, in the words of whoever reads it: callers in English, operators in both. */
const reasons = {
  'unknown-format': { en: 'not a zip, tar or tar.gz', zh: '不是 zip、tar 或 tar.gz 文件' },
  empty: { en: 'no files in it', zh: '压缩包中没有文件' },
  truncated: { en: 'cut short', zh: '压缩包不完整' },
  corrupt: { en: 'damaged', zh: '压缩包已损坏' },
  encrypted: { en: 'encrypted', zh: '压缩包已加密' },
  compression: { en: 'compressed in an unsupported way', zh: '压缩方式不受支持' },
  contradiction: { en: 'says two things of one file', zh: '压缩包内的信息互相矛盾' },
  checksum: { en: 'not the contents that were packed', zh: '文件内容与校验值不符' },
  overlap: { en: 'more files than there are bytes for', zh: '压缩包内的文件互相重叠' },
  'name-encoding': { en: 'a name in no known encoding', zh: '文件名编码无法识别' },
  'unsafe-name': { en: 'a name that is not a path inside the archive', zh: '文件名不安全' },
  'long-name': { en: 'a name that is too long', zh: '文件名过长' },
  depth: { en: 'folders nested too deep', zh: '目录层级过深' },
  duplicate: { en: 'one name twice', zh: '文件名重复' },
  link: { en: 'a link', zh: '包含链接' },
  special: { en: 'neither a file nor a folder', zh: '包含既非文件也非目录的内容' },
  entries: { en: 'too many files', zh: '文件数量过多' },
  'entry-bytes': { en: 'a file that is too large', zh: '单个文件过大' },
  bytes: { en: 'too large when unpacked', zh: '解压后总大小过大' },
  ratio: { en: 'unpacks to suspiciously much', zh: '压缩比异常' },
  stopped: { en: 'stopped', zh: '已中止' },
} as const satisfies Record<string, { en: string; zh: string }>;

export type ArchiveReason = keyof typeof reasons;

interface Particulars extends ErrorOptions {
  /** As the archive has it; made printable here. */
  entry?: string | undefined;
}

/** The one way in which reading an archive fails for what the archive is. What the disk refuses passes as it came. */
export class ArchiveError extends Error {
  override name = 'ArchiveError';
  readonly reason: ArchiveReason;
  readonly #detail: string;
  /** The path inside the archive that broke the rule, fit for a line of a log or a terminal. */
  readonly entry: string | undefined;
  /** `message` without the reason, for whoever has words of his own for that. */
  readonly found: string;

  /** @param detail what was found, with the figure that broke the rule */
  constructor(reason: ArchiveReason, detail: string, { entry, ...options }: Particulars = {}) {
    const shown = entry === undefined ? undefined : printable(entry);
    const found = `${shown === undefined ? '' : `"${shown}" `}${detail}`;
    super(`${reasons[reason].en}: ${found}`, options);
    this.reason = reason;
    this.#detail = detail;
    this.entry = shown;
    this.found = found;
  }

  /** The same of one entry, for whoever knows which was being read. */
  of(entry: string): ArchiveError {
    if (this.entry !== undefined) return this;
    return new ArchiveError(this.reason, this.#detail, { entry, cause: this });
  }

  /** The reason in an operator's language; the figure is in `message`. */
  words(language: 'en' | 'zh'): string {
    return reasons[this.reason][language];
  }
}
