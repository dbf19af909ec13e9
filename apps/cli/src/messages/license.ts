import type { Words } from '@easel/contract';
import type { Said } from './said.js';
import { plural } from './phrases.js';

/** The licence: what it says, and what becomes of it. */
export const license = {
  license: { en: 'Licence', zh: '授权' },
  number: { en: 'Number', zh: '编号' },
  name: { en: 'Name', zh: '名称' },
  customer: { en: 'Customer', zh: '客户' },
  kind: { en: 'Kind', zh: '类型' },
  deployments: { en: 'Deployments', zh: '服务' },
  machines: { en: 'Machines', zh: '机器数' },
  issued: { en: 'Issued', zh: '签发' },
  begins: { en: 'Begins', zh: '生效' },
  expires: { en: 'Expires', zh: '到期' },
  stops: { en: 'Stops', zh: '停止服务' },
  keyset: { en: 'Keyset', zh: '密钥集' },
  clock: { en: 'Clock', zh: '时钟' },
  queued: { en: 'Queued', zh: '待生效' },
  replaced: { en: 'Replaced', zh: '被替换' },
  inPlace: { en: 'in place now', zh: '当前' },
  part: { en: 'Part', zh: '部件' },
  here: { en: 'Here', zh: '本机' },
  licensed: { en: 'Licence', zh: '授权' },
  hash: { en: 'Hash', zh: '哈希' },
  strength: { en: 'Strength', zh: '强度' },
  remark: { en: 'Remark', zh: '说明' },
  ifChanged: { en: 'If it changes', zh: '若更换' },
  before: { en: 'Before', zh: '变更前' },
  after: { en: 'After', zh: '变更后' },
  all: { en: 'all', zh: '全部' },
  never: { en: 'never', zh: '永不' },
  semicolon: { en: '; ', zh: ';' },
  separator: { en: ', ', zh: '、' },
  afterGrace: (time: string, days: number): Words => ({
    en: `${time}, after ${plural(days, 'day')} of grace`,
    zh: `${time},含宽限 ${days} 天`,
  }),
  keysetOf: (version: number, issuer: string): Words => ({
    en: `version ${version} of ${issuer}`,
    zh: `${issuer},版本 ${version}`,
  }),
  clocks: (effective: string, wall: string): Words => ({
    en: `counts as ${effective}; the machine's own says ${wall}`,
    zh: `按 ${effective} 计;机器时钟为 ${wall}`,
  }),
  matched: (matched: number, needed: number): Words => ({
    en: `This machine: ${plural(matched, 'part')} of the licence ${matched === 1 ? 'matches' : 'match'}, ${needed} needed.`,
    zh: `本机:授权绑定的部件中 ${matched} 个一致,至少需要 ${needed} 个。`,
  }),
  unmatched: { en: 'This machine:', zh: '本机:' },
  recalledUntil: (time: string): Words => ({
    en: `counts as seen last until ${time}`,
    zh: `在 ${time} 之前按上次读数计`,
  }),
  warning: (words: string): Words => ({ en: `Warning: ${words}`, zh: `警告:${words}` }),
  noLicense: { en: 'There is no licence in place.', zh: '尚未安装授权。' },
  noHistory: { en: 'There was no licence before.', zh: '没有以前的授权。' },
  becomes: (outcome: string, reason: string): Words => ({
    en: `${outcome}: ${reason}`,
    zh: `${outcome}:${reason}`,
  }),
  countsFrom: (time: string): Words => ({
    en: `It will count from ${time}.`,
    zh: `将于 ${time} 起生效。`,
  }),
  keysetTaken: (version: number): Words => ({
    en: `The keyset that came with it (version ${version}) is in force.`,
    zh: `随附的密钥集(版本 ${version})已生效。`,
  }),
  drops: (deployments: string): Words => ({
    en: `In service, and without a licence from then on: ${deployments}.`,
    zh: `以下正在运行的服务将失去授权:${deployments}。`,
  }),
  dropAnyway: { en: 'Do it all the same?', zh: '仍要执行吗?' },
  addYes: {
    en: 'Nothing was done. To do it all the same, add --yes.',
    zh: '未做任何变更。如仍要执行,请加 --yes。',
  },
} as const satisfies Said;
