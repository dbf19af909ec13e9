import type { Words } from '@easel/contract';
import type { Said } from './said.js';
import { plural, butEnglish, butChinese } from './phrases.js';

/** This machine, as licences know it. */
export const machine = {
  card: (number: number): Words => ({ en: `GPU card ${number}`, zh: `GPU 卡 ${number}` }),
  strong: (parts: number, spare: number, anchors: string[]): Words => ({
    en: `strong: ${plural(parts, 'part')}; any ${spare === 1 ? 'one' : spare} of them may change${butEnglish(spare, anchors)}`,
    zh: `强:${parts} 个部件,任意 ${spare} 个可以更换${butChinese(spare, anchors)}`,
  }),
  weak: (parts: number): Words => ({
    en: `weak: ${plural(parts, 'part')}; a licence bound to them fails with any change`,
    zh: `弱:仅 ${parts} 个部件,任何更换都会使授权失效`,
  }),
  noParts: {
    en: 'none: nothing of this machine can be read, and no licence can be bound to it',
    zh: '无:读不到本机的任何部件,无法绑定授权',
  },
  anyMayChange: (spare: number, anchors: string[]): Words => ({
    en: `${spare === 1 ? 'Any one' : `Any ${spare}`} of the parts that match may change${butEnglish(spare, anchors)}.`,
    zh: `一致的部件中,任意 ${spare} 个可以更换${butChinese(spare, anchors)}。`,
  }),
  noneMayChange: {
    en: 'None of the parts that match may change.',
    zh: '一致的部件都不能再更换。',
  },
  alreadyMismatch: (matched: number, needed: number): Words => ({
    en: `The licence is not for this machine: ${plural(matched, 'part')} of ${needed} needed ${matched === 1 ? 'matches' : 'match'}.`,
    zh: `授权不属于本机:需要 ${needed} 个部件一致,现有 ${matched} 个。`,
  }),
  cannotTell: {
    en: 'Too few parts can be read now to recognize this machine.',
    zh: '目前可读的部件太少,无法识别本机。',
  },
} as const satisfies Said;
