import type { Words } from '@easel/license';

const words = (en: string, zh: string): Words => ({ en, zh });

/** Ends of sentences that more than one fault shares. */
const again = {
  en: 'copy the package again and compare its SHA-256 with the one that the vendor sent',
  zh: '请重新复制部署包,并与厂商提供的 SHA-256 核对',
};
const vendor = { en: 'ask the vendor for another package', zh: '请向厂商索取新的部署包' };

/** Every way in which a package is refused, from the figures to the words for people. */
const faults = {
  'not-there': ({ path }: { path: string }) =>
    words(`${path} is not there: check the path`, `${path} 不存在:请检查路径`),
  'not-a-package': ({ path }: { path: string }) =>
    words(
      `${path} is neither a package (easel_<name>_<version>.tar.gz) nor the folder "original" of one: check the path, or copy the package again`,
      `${path} 既不是部署包(easel_<名称>_<版本>.tar.gz),也不是其解压后的 original 目录:请检查路径,或重新复制部署包`,
    ),
  'no-manifest': ({ file }: { file: string }) =>
    words(
      `the package has no ${file}, without which nothing in it counts: ${again.en}`,
      `部署包中没有 ${file},无法验证其内容:${again.zh}`,
    ),
  'too-long': ({ file, bytes, most }: { file: string; bytes: number; most: number }) =>
    words(
      `${file} has ${bytes} bytes, at most ${most} are read: ${vendor.en}`,
      `${file} 有 ${bytes} 字节,最多允许 ${most} 字节:${vendor.zh}`,
    ),
  damaged: ({ file }: { file: string }) =>
    words(
      `${file} is damaged and cannot be read as a signed text: ${again.en}`,
      `${file} 已损坏,无法读取:${again.zh}`,
    ),
  form: ({ file }: { file: string }) =>
    words(
      `${file} is not signed in the one way that counts (ES256, by a named key): ${vendor.en}`,
      `${file} 的签名方式不被接受(只接受指定密钥的 ES256 签名):${vendor.zh}`,
    ),
  signature: ({ file }: { file: string }) =>
    words(
      `${file} was changed after it was signed, or the vendor did not sign it: ${again.en}`,
      `${file} 在签名后被改动过,或不是由厂商签名:${again.zh}`,
    ),
  'unknown-key': ({ kid }: { kid: string }) =>
    words(
      `the package is signed with the key ${kid}, which this vendor's keyset does not have: ${vendor.en}`,
      `部署包使用密钥 ${kid} 签名,厂商的密钥集中没有该密钥:${vendor.zh}`,
    ),
  'key-use': ({ kid }: { kid: string }) =>
    words(
      `the package is signed with ${kid}, a key for licences and not for packages: ${vendor.en}`,
      `部署包使用授权密钥 ${kid} 签名,而不是部署包密钥:${vendor.zh}`,
    ),
  'key-not-in-use': ({ kid }: { kid: string }) =>
    words(
      `the package is signed with the key ${kid}, which is announced and not in use yet: ${vendor.en}`,
      `部署包使用尚未启用的密钥 ${kid} 签名:${vendor.zh}`,
    ),
  'key-revoked': ({ kid }: { kid: string }) =>
    words(
      `the package is signed with the key ${kid}, which the vendor has revoked: ${vendor.en}`,
      `部署包的签名密钥 ${kid} 已被厂商吊销:${vendor.zh}`,
    ),
  claims: ({ why }: { why: string }) =>
    words(
      `the package's manifest is not of a kind that this Easel knows (${why}): ${vendor.en}, or upgrade Easel first`,
      `此版本的 Easel 无法识别部署包清单(${why}):${vendor.zh},或先升级 Easel`,
    ),
  issuer: ({ says, keyset }: { says: string; keyset: string }) =>
    words(
      `the package says it is from ${says}, its keys are of ${keyset}: ${vendor.en}`,
      `部署包声明来自 ${says},而其密钥属于 ${keyset}:${vendor.zh}`,
    ),
  keyset: ({ why }: { why: string }) =>
    words(
      `the package's keyset is not of the vendor whose Easel this is (${why}): compare the vendor key's fingerprint, and take a package of this vendor`,
      `部署包的密钥集不属于此 Easel 的厂商(${why}):请核对厂商密钥指纹,并使用该厂商的部署包`,
    ),
  trust: ({ why }: { why: string }) =>
    words(
      `this Easel cannot say whom it trusts (${why}): install it again, or restore its files`,
      `此 Easel 无法确定信任的厂商(${why}):请重新安装或恢复其文件`,
    ),
  'unsafe-name': ({ says }: { says: string }) =>
    words(
      `the package would write where nothing of it belongs (${says}): ${vendor.en}`,
      `部署包中的文件名不安全(${says}):${vendor.zh}`,
    ),
  duplicate: ({ says }: { says: string }) =>
    words(
      `the package has two files for one place (${says}): ${vendor.en}`,
      `部署包中有两个文件占用同一路径(${says}):${vendor.zh}`,
    ),
  link: ({ entry }: { entry: string }) =>
    words(
      `${entry} is a link, and a package has none: ${again.en}`,
      `${entry} 是链接,而部署包不含链接:${again.zh}`,
    ),
  special: ({ entry }: { entry: string }) =>
    words(
      `${entry} is neither a file nor a folder: ${again.en}`,
      `${entry} 既不是文件也不是目录:${again.zh}`,
    ),
  'too-large': ({ says }: { says: string }) =>
    words(
      `the package unpacks to more than any package of ours (${says}): ${vendor.en}`,
      `部署包解压后超出允许的范围(${says}):${vendor.zh}`,
    ),
  truncated: ({ says }: { says: string }) =>
    words(`the package is cut short (${says}): ${again.en}`, `部署包不完整(${says}):${again.zh}`),
  corrupt: ({ says }: { says: string }) =>
    words(`the package is damaged (${says}): ${again.en}`, `部署包已损坏(${says}):${again.zh}`),
  stopped: () => words('stopped before it was done: nothing was kept', '已中止,未保留任何内容'),
  unlisted: ({ path }: { path: string }) =>
    words(
      `${path} is in the package and not in what the vendor signed: remove it, or ${again.en}`,
      `${path} 不在厂商签名的清单中:请删除该文件,或${again.zh.slice(1)}`,
    ),
  missing: ({ path, count }: { path: string; count: number }) =>
    words(
      `${path}${count > 1 ? ` and ${count - 1} more files` : ''} that the vendor signed ${count > 1 ? 'are' : 'is'} not there: run "bash download.sh" in the folder "original", then try again`,
      `缺少清单中的 ${path}${count > 1 ? ` 等 ${count} 个文件` : ''}:请在 original 目录执行 bash download.sh 后重试`,
    ),
  size: ({ path, bytes, listed }: { path: string; bytes: number; listed: number }) =>
    words(
      `${path} has ${bytes} bytes, the vendor signed ${listed}: ${again.en}`,
      `${path} 有 ${bytes} 字节,清单中为 ${listed} 字节:${again.zh}`,
    ),
  checksum: ({ path, found, listed }: { path: string; found: string; listed: string }) =>
    words(
      `${path} is not the file that the vendor signed (SHA-256 ${found}, listed ${listed}): ${again.en}`,
      `${path} 与厂商签名的文件不符(SHA-256 为 ${found},清单中为 ${listed}):${again.zh}`,
    ),
  model: ({ why }: { why: string }) =>
    words(
      `the model in the package cannot be served (${why}): ${vendor.en}`,
      `部署包中的模型无法使用(${why}):${vendor.zh}`,
    ),
} as const;

export type PackageFault = keyof typeof faults;
type FiguresOf<F extends PackageFault> = Parameters<(typeof faults)[F]>[0];

/** The one way in which a package is refused for what it is. What the disk refuses passes as it came. */
export class PackageError<F extends PackageFault = PackageFault> extends Error {
  override name = 'PackageError';
  readonly reason: F;
  /** What broke the rule, as data: paths, bytes, names of keys. */
  readonly figures: FiguresOf<F>;

  constructor(reason: F, figures: FiguresOf<F>, options?: ErrorOptions) {
    super(wordsOf(reason, figures).en, options);
    this.reason = reason;
    this.figures = figures;
  }

  /** `message`, in both languages. */
  get words(): Words {
    return wordsOf(this.reason, this.figures);
  }
}

function wordsOf<F extends PackageFault>(reason: F, figures: FiguresOf<F>): Words {
  return (faults[reason] as (figures: FiguresOf<F>) => Words)(figures);
}
