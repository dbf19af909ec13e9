import type { Words } from '@easel/contract';
import type { Said } from './said.js';
import { plural } from './phrases.js';

/** The deployments, their versions and how they are run. */
export const deployments = {
  edition: { en: 'Edition', zh: '版本类型' },
  ready: { en: 'Ready', zh: '就绪' },
  isReady: { en: 'yes', zh: '是' },
  notReady: (reasons: string): Words => ({ en: `no: ${reasons}`, zh: `否:${reasons}` }),
  expiresOn: (time: string): Words => ({ en: `expires ${time}`, zh: `到期 ${time}` }),
  nothingDeployed: {
    en: 'Nothing is deployed. To add a model: npm run model -- add --help',
    zh: '尚未部署任何服务。添加模型:npm run model -- add --help',
  },
  inferenceAway: {
    en: 'Inference is out of reach: what follows is what it said last. Is it running? Its log says more.',
    zh: '无法连接 inference,以下为其最后一次报告的状态。请确认它在运行,并查看其日志。',
  },
  serves: (version: string, time: string): Words => ({
    en: `version ${version} in service since ${time}`,
    zh: `版本 ${version} 提供服务,自 ${time}`,
  }),
  notInService: (problem: string): Words => ({
    en: `not in service: ${problem}`,
    zh: `未提供服务:${problem}`,
  }),
  currentFails: (problem: string): Words => ({
    en: `not what its current file says: ${problem}`,
    zh: `与 current 文件不符:${problem}`,
  }),
  neverActivated: {
    en: 'never activated: no version of it is in service',
    zh: '从未启用:没有提供服务的版本',
  },
  isLoading: (version: string, time: string): Words => ({
    en: `version ${version} has been loading since ${time}`,
    zh: `版本 ${version} 正在加载,自 ${time}`,
  }),
  wasRefused: (version: string, time: string, detail: string): Words => ({
    en: `version ${version} was refused ${time}: ${detail}`,
    zh: `版本 ${version} 启用失败,${time}:${detail}`,
  }),
  otherVersions: (versions: string): Words => ({
    en: `other versions: ${versions}`,
    zh: `其他版本:${versions}`,
  }),
  versionsThere: (versions: string): Words => ({
    en: `versions: ${versions}`,
    zh: `版本:${versions}`,
  }),
  speed: (images: string, lanes: number): Words => ({
    en: `about ${images} images/s on ${plural(lanes, 'lane')}`,
    zh: `${lanes} 个通道,约每秒 ${images} 张图片`,
  }),
  lanes: (lanes: number): Words => ({ en: plural(lanes, 'lane'), zh: `${lanes} 个通道` }),
  threadsEach: (threads: number): Words => ({
    en: `${threads} threads each`,
    zh: `每通道 ${threads} 个线程`,
  }),
  batches: (batch: number, percent: number | undefined): Words => ({
    en: `batches of up to ${batch}${percent === undefined ? '' : `: ${percent} % more`}`,
    zh: `每批最多 ${batch} 张${percent === undefined ? '' : `:提高 ${percent}%`}`,
  }),
  batchingOff: { en: 'batching off', zh: '不使用批处理' },
  batchingNotTried: {
    en: 'batching off: the model takes one picture at a time, takes too long for more, or fails with more (the log says how)',
    zh: '不使用批处理:模型每次只接受一张图片,或耗时过长,或多张一起运行时出错(日志中有原因)',
  },
  batchingGained: (percent: number): Words => ({
    en: `batching off: it gained ${percent > 0 ? `only ${percent} %` : 'nothing'}`,
    zh: `不使用批处理:${percent > 0 ? `仅提高 ${percent}%` : '没有提高'}`,
  }),
  pinned: { en: 'as the manifest says', zh: '由清单文件指定' },
  activated: (name: string, version: string, seconds: string): Words => ({
    en: `${name}: version ${version} is in service, after ${seconds} s.`,
    zh: `${name}:版本 ${version} 已启用,用时 ${seconds} 秒。`,
  }),
  replacing: (previous: string): Words => ({
    en: `Before it was ${previous}; to go back, activate that.`,
    zh: `之前为版本 ${previous};如需回退,启用该版本即可。`,
  }),
  activeAlready: (name: string, version: string): Words => ({
    en: `${name}: version ${version} is in service already.`,
    zh: `${name}:版本 ${version} 已在提供服务。`,
  }),
  stillLoading: (name: string, version: string): Words => ({
    en: `Version ${version} of ${name} is still loading; what is in service goes on answering. Ctrl-C leaves it to finish by itself.`,
    zh: `${name} 的版本 ${version} 仍在加载,当前版本继续应答。按 Ctrl-C 不会中断加载。`,
  }),
  noDeployment: (name: string, detail: string): Words => ({
    en: `Not done: ${detail}. \`easel status\` shows what there is.`,
    zh: `未执行:没有名为 ${name} 的服务(${detail})。可用 easel status 查看。`,
  }),
  noVersion: (name: string, version: string, detail: string): Words => ({
    en: `Not done: ${detail}.`,
    zh: `未执行:${name} 没有版本 ${version}(${detail})。`,
  }),
  busyLoading: (name: string, detail: string): Words => ({
    en: `Not done: ${detail}. Wait for it (\`easel status\`), then try again.`,
    zh: `未执行:${name} 的另一个版本正在加载(${detail})。请等待其完成(easel status)后重试。`,
  }),
  doesNotLoad: (name: string, version: string, detail: string): Words => ({
    en: `Version ${version} of ${name} cannot be loaded: ${detail}. Nothing has changed. Mend the model and add it as another version.`,
    zh: `无法加载 ${name} 的版本 ${version}:${detail}。未做任何变更。请修正模型,并作为新版本添加。`,
  }),
  goldenMissed: (name: string, version: string, detail: string): Words => ({
    en: `Version ${version} of ${name} does not answer as its golden images say: ${detail}. Nothing has changed. Either the model or its preprocessing is not what was released, or this machine computes too differently: ask whoever made it.`,
    zh: `${name} 的版本 ${version} 未能重现基准图片:${detail}。未做任何变更。模型或预处理与发布时不符,或本机计算结果差异过大,请联系模型提供方。`,
  }),
  notWritten: (name: string, version: string, detail: string): Words => ({
    en: `Version ${version} of ${name} is fit, but ${detail}. Nothing has changed. Let inference write that folder, or make room on its disk, and try again.`,
    zh: `${name} 的版本 ${version} 可用,但无法写入 current(${detail})。未做任何变更。请允许 inference 写入该目录,或清理磁盘空间,然后重试。`,
  }),
} as const satisfies Said;
