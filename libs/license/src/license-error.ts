import type { Words } from './words.js';

/**
 * Everything that can be wrong with what a vendor signed, each with the words for people, which complete
 * "the licence …", "the keyset …" or "the package …".
 */
const faults = {
  missing: { en: 'is not installed', zh: '尚未安装' },
  unreadable: { en: 'cannot be read', zh: '无法读取' },
  'too-long': { en: 'is longer than any can be', zh: '超过了允许的长度' },
  request: {
    en: 'is a request file: send it to the vendor, who answers with a licence',
    zh: '文件是申请文件:请发送给厂商,由厂商签发授权',
  },
  malformed: { en: 'is damaged', zh: '已损坏' },
  form: { en: 'is not of a form accepted here', zh: '的格式不被接受' },
  'unknown-key': {
    en: 'is signed with a key that is not trusted here',
    zh: '的签名密钥在此处不受信任',
  },
  'key-not-in-use': {
    en: 'is signed with a key that is not in use',
    zh: '的签名密钥尚未启用',
  },
  signature: { en: 'was changed, or not signed by the vendor', zh: '被改动过,或不是由厂商签发' },
  claims: { en: 'does not say what it must', zh: '的内容不符合要求' },
  issuer: { en: 'is from another vendor', zh: '来自其他厂商' },
  revoked: { en: 'was revoked', zh: '已被吊销' },
} as const satisfies Record<string, Words>;

export type LicenseFault = keyof typeof faults;
export type Subject = 'licence' | 'keyset' | 'package';

const subjects: Record<Subject, Words> = {
  licence: { en: 'the licence', zh: '授权' },
  keyset: { en: 'the keyset', zh: '密钥集' },
  package: { en: 'the package', zh: '部署包' },
};

/** The one way in which reading something signed fails. `message` may reach callers; `cause` only the log. */
export class LicenseError extends Error {
  override name = 'LicenseError';
  readonly subject: Subject;
  readonly reason: LicenseFault;

  constructor(subject: Subject, reason: LicenseFault, options?: ErrorOptions) {
    super(`${subjects[subject].en} ${faults[reason].en}`, options);
    this.subject = subject;
    this.reason = reason;
  }

  /** `message`, in both languages. */
  get words(): Words {
    return { en: this.message, zh: `${subjects[this.subject].zh}${faults[this.reason].zh}` };
  }
}
