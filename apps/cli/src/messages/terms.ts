import type { BatchHindrance, BatchStatus, Words } from '@easel/contract';

/** Names and states as operators read them, by the API's own words. What is not here is shown as the API has it. */
export const terms: Record<string, Words> = {
  machineId: { en: 'machine id', zh: '机器 ID' },
  productUuid: { en: 'system UUID', zh: '系统 UUID' },
  boardSerial: { en: 'board serial', zh: '主板序列号' },
  diskSerial: { en: 'root disk', zh: '系统盘' },
  nics: { en: 'network cards', zh: '网卡' },
  developmentId: { en: 'development id', zh: '开发版 ID' },
  gpu: { en: 'GPU cards', zh: 'GPU 卡' },

  seen: { en: 'seen', zh: '可读' },
  absent: { en: 'absent', zh: '没有' },
  unavailable: { en: 'unavailable', zh: '暂不可读' },
  matches: { en: 'matches', zh: '一致' },
  differs: { en: 'differs', zh: '不一致' },

  in_force: { en: 'in force', zh: '有效' },
  grace: { en: 'in force, in its days of grace', zh: '宽限期内,仍有效' },
  refused: { en: 'not in force', zh: '无效' },

  queued: { en: 'queued', zh: '排队中' },
  running: { en: 'running', zh: '进行中' },
  waiting: { en: 'waiting', zh: '等待中' },
  paused: { en: 'paused', zh: '已暂停' },
  cancelled: { en: 'cancelled', zh: '已取消' },
  finished: { en: 'finished', zh: '已完成' },

  trial: { en: 'trial', zh: '试用' },
  term: { en: 'term', zh: '限期' },
  permanent: { en: 'permanent', zh: '永久' },
  cpu: { en: 'for machines', zh: '绑定机器' },
  gpu_mode: { en: 'for GPU cards', zh: '绑定 GPU 卡' },
  development: { en: 'development edition', zh: '开发版' },
  release: { en: 'release edition', zh: '正式版' },
};

/** What a changed part would do to the licence. */
export const consequences: Record<string, Words> = {
  matches: { en: 'the licence stays in force', zh: '授权仍然有效' },
  unavailable: { en: 'the machine could not be recognized for now', zh: '暂时无法识别本机' },
  mismatch: { en: 'the licence fails: another machine', zh: '授权失效:视为另一台机器' },
};

/** What happens to a batch, as its progress is headed. */
export const stages = {
  queued: { en: 'Queued', zh: '排队' },
  running: { en: 'Classifying', zh: '分类' },
  waiting: { en: 'Waiting', zh: '等待' },
  paused: { en: 'Paused', zh: '暂停' },
  cancelled: { en: 'Cancelled', zh: '取消' },
  finished: { en: 'Classified', zh: '完成' },
} as const satisfies Record<BatchStatus['state'], Words>;

/** What a batch waits for; the API says it in English itself. */
export const hindrances: Record<BatchHindrance, string> = {
  license: '没有覆盖该服务的有效授权(详见 easel license status)',
  redis_full: 'Redis 内存已满,请调大 maxmemory',
  redis_read_only: 'Redis 只读:所配置的地址是从节点',
  redis_disk: 'Redis 无法写入磁盘',
  redis_password: 'Redis 拒绝了密码',
  redis_rights: 'Redis 用户权限不足',
  redis_busy: 'Redis 繁忙',
  redis_unreachable: '无法连接 Redis',
  worker: '没有运行中的 batch worker',
  inference: '无法连接 inference',
};

/** What became of a licence, or would become of it. */
export const outcomes = {
  installed: { en: 'Installed', zh: '已安装' },
  queued: { en: 'Queued', zh: '已排队' },
  kept: { en: 'Kept what is in place', zh: '保留现有授权' },
  unchanged: { en: 'Nothing to change', zh: '无需变更' },
  would_drop: { en: 'Not done', zh: '未执行' },
  refused: { en: 'Refused', zh: '被拒绝' },
} as const satisfies Record<string, Words>;

export const rehearsals = {
  installed: { en: 'Would be installed', zh: '将会安装' },
  queued: { en: 'Would be queued', zh: '将会排队' },
  kept: { en: 'What is in place would be kept', zh: '将会保留现有授权' },
  unchanged: { en: 'Nothing would change', zh: '不会有变更' },
  would_drop: { en: 'Would need --yes', zh: '需要加 --yes 才会执行' },
  refused: { en: 'Would be refused', zh: '将会被拒绝' },
} as const satisfies Record<keyof typeof outcomes, Words>;
