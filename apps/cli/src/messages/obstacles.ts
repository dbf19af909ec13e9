import type { Words } from '@easel/contract';
import type { Obstacle } from '@easel/package';

type Of<R extends Obstacle['reason']> = Extract<Obstacle, { reason: R }>;

/** Why a package does not fit this host, and what to do. */
const sentences: { [R in Obstacle['reason']]: (obstacle: Of<R>) => Words } = {
  arch: ({ needs, has }) => ({
    en: `the package is for ${needs} machines, this one is ${has}: take the package for ${has}`,
    zh: `部署包适用于 ${needs} 机器,本机为 ${has}:请使用 ${has} 版部署包`,
  }),
  'cards-unknown': () => ({
    en: 'the package needs an NVIDIA card, and nobody told this easel what nvidia-smi shows on the host: start it with install.py or with the work folder’s .easel/easel, or take the package for cpu',
    zh: '部署包需要 NVIDIA 显卡,但未获知本机 nvidia-smi 的输出:请用 install.py 或工作目录下的 .easel/easel 执行,或使用 cpu 版部署包',
  }),
  'no-card': () => ({
    en: 'the package needs an NVIDIA card, and nvidia-smi on this host shows none: take the package for cpu; where there is a card, `nvidia-smi` must show it first',
    zh: '部署包需要 NVIDIA 显卡,而本机 nvidia-smi 未显示显卡:请使用 cpu 版部署包;如确有显卡,请先使 nvidia-smi 能显示它',
  }),
  'driver-too-old': ({ needs, has }) => ({
    en: `the package needs NVIDIA's driver ${needs} or later, this host has ${has}: update the driver, or take the package for cpu`,
    zh: `部署包需要 NVIDIA 驱动 ${needs} 或更高版本,本机为 ${has}:请更新驱动,或使用 cpu 版部署包`,
  }),
  runtime: () => ({
    en: 'the package is for cuda12, and this deployment runs on images for cpu: take the update for cpu, or a full package for cuda12',
    zh: '部署包适用于 cuda12,而本服务使用 cpu 镜像:请使用 cpu 版更新包,或 cuda12 版完整包',
  }),
  deployment: ({ has, wanted }) => ({
    en: `the package is for the deployment ${has}, not ${wanted}`,
    zh: `部署包对应的服务为 ${has},而不是 ${wanted}`,
  }),
  'older-version': ({ has, installed }) => ({
    en: `the package has version ${has}, ${installed} is in service: \`easel rollback\` goes back, or --rollback with this package`,
    zh: `部署包版本为 ${has},当前版本为 ${installed}:如需回退,请用 easel rollback,或加 --rollback`,
  }),
  'older-release': ({ has, installed }) => ({
    en: `the package brings Easel ${has}, ${installed} runs here: --rollback goes back to it`,
    zh: `部署包包含 Easel ${has},本机为 ${installed}:如需回退,请加 --rollback`,
  }),
  'release-too-old': ({ needs, installed }) => ({
    en:
      installed === undefined
        ? 'the package brings a model alone, and this deployment has nothing yet to run it: install a full package'
        : `the package needs Easel ${needs} or later, ${installed} runs here: install a full package`,
    zh:
      installed === undefined
        ? '部署包仅含模型,而该服务尚无运行环境:请使用完整包'
        : `部署包需要 Easel ${needs} 或更高版本,本机为 ${installed}:请使用完整包`,
  }),
};

const wordsOf = <R extends Obstacle['reason']>(obstacle: Of<R>): Words =>
  (sentences[obstacle.reason] as (obstacle: Of<R>) => Words)(obstacle);

/** All of them in one sentence: an operator should not have to mend them one by one. */
export function obstacleWords(obstacles: Obstacle[]): Words {
  const each = obstacles.map((obstacle) => wordsOf(obstacle));
  return {
    en: `Not done: ${each.map(({ en }) => en).join('; ')}.`,
    zh: `未执行:${each.map(({ zh }) => zh).join(';')}。`,
  };
}
