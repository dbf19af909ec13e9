import type { Words } from '@easel/contract';
import type { Said } from './said.js';

/** Backing up, and coming back from it. */
export const backups = {
  backupHelp: {
    en: 'write what a deployment is, or all of them, and the licence to one file',
    zh: '将服务(默认全部)及授权备份到一个文件',
  },
  restoreFileHelp: {
    en: 'put the deployments of a backup into service',
    zh: '从备份恢复服务',
  },
  backupOutOption: {
    en: 'the file to write (otherwise one in the folder of deployments)',
    zh: '备份文件名(默认写入部署所在目录)',
  },
  backupFileArgument: { en: 'what easel backup wrote', zh: 'easel backup 生成的备份文件' },
  restoreYesOption: {
    en: 'though a deployment of the backup runs here: it is stopped and put aside',
    zh: '即使备份中的服务正在本机运行:将其停止并另存',
  },
  backingUp: { en: 'Writing the backup', zh: '写入备份' },
  backedUp: (file: string, names: string): Words => ({
    en: `${file} holds ${names}, and the licence of this host.`,
    zh: `已备份 ${names} 及本机授权:${file}`,
  }),
  notInBackup: {
    en: 'Not in it: batches and their pictures, tuning, keys of sessions, and secrets. Keep it where nobody else reads it, and restore only what you made.',
    zh: '备份不含:批量任务及其图片、调优结果、会话密钥和各类机密。请妥善保管,且只恢复自己制作的备份。',
  },
  settingLeftOut: (setting: string): Words => ({
    en: `${setting} is a secret and is left out of the backup.`,
    zh: `${setting} 属于机密,未写入备份。`,
  }),
  settingMissing: (setting: string): Words => ({
    en: `${setting} was a secret and is not in the backup: set it again, then \`easel start\`.`,
    zh: `${setting} 属于机密,不在备份中:请重新设置后执行 easel start。`,
  }),
  nothingInstalled: (work: string): Words => ({
    en: `Not done: nothing is installed in ${work}.`,
    zh: `未执行:${work} 中没有安装任何服务。`,
  }),
  underWay: (name: string): Words => ({
    en: `Not done: a change of ${name} is under way, or was interrupted. \`easel start ${name}\` ends it.`,
    zh: `未执行:${name} 有正在进行或被中断的操作。可用 easel start ${name} 结束该操作。`,
  }),
  neverServed: (name: string): Words => ({
    en: `${name} is left out: its installation did not come to its end, and there is nothing to come back to.`,
    zh: `未备份 ${name}:其安装未完成,没有可恢复的内容。`,
  }),
  notRestorable: (file: string, { name, release }: { name: string; release: string }): Words => ({
    en: `Not done: ${file} is gone, without which ${name} could not be restored. \`easel upgrade ${name} PACKAGE\` with the full package of release ${release} puts it back.`,
    zh: `未执行:${file} 已不存在,缺少该文件则无法恢复 ${name}。请用版本 ${release} 的完整部署包执行 easel upgrade ${name} PACKAGE 以补回该文件。`,
  }),
  noBackupInside: { en: 'it is not what easel backup writes', zh: '不是 easel backup 生成的文件' },
  laterBackup: (format: string): Words => ({
    en: `it has format ${format}: a later Easel made it`,
    zh: `格式为 ${format},由更新版本的 Easel 生成`,
  }),
  backupAmiss: (path: string): Words => ({
    en: `${path} in it is not as it was when the backup was made`,
    zh: `其中的 ${path} 与备份时不一致`,
  }),
  backupLacks: (path: string): Words => ({
    en: `it has no ${path}, without which nothing can be started`,
    zh: `其中没有 ${path},缺少该文件则无法启动服务`,
  }),
  badBackup: (file: string, why: Words): Words => ({
    en: `Not done: ${file} cannot be restored: ${why.en}. Nothing was changed.`,
    zh: `未执行:无法从 ${file} 恢复:${why.zh}。未做任何变更。`,
  }),
  restoreNeedsYes: (name: string): Words => ({
    en: `Not done: ${name} runs on this host. --yes stops it, puts its folder aside, and restores the backup in its place.`,
    zh: `未执行:${name} 正在本机运行。加 --yes 将停止该服务、另存其目录,并从备份恢复。`,
  }),
  restoreLacksImage: (reference: string): Words => ({
    en: `Not done: Docker has no image ${reference}, which the backup needs. Install a full package of that release here first.`,
    zh: `未执行:Docker 中没有备份所需的镜像 ${reference}。请先在本机安装该版本的完整部署包。`,
  }),
  restorePortTaken: (port: number, name: string): Words => ({
    en: `Not done: ${name} had port ${port}, which is in use on this host. \`ss -ltnp | grep :${port}\` shows whose it is; free it first.`,
    zh: `未执行:${name} 原用端口 ${port} 在本机已被占用。ss -ltnp | grep :${port} 可查看占用者,请先释放该端口。`,
  }),
  restored: (name: string, version: string): Words => ({
    en: `${name} is restored, with version ${version} in service.`,
    zh: `${name} 已恢复,由版本 ${version} 提供服务。`,
  }),
  restoreInterrupted: (name: string): Words => ({
    en: `A restore of ${name} was interrupted: it is taken back first.`,
    zh: `${name} 的恢复操作曾被中断,先退回恢复前的状态。`,
  }),
  putAside: (folder: string): Words => ({
    en: `What was there before lies in ${folder}, its batches too; delete it when it is needed no more.`,
    zh: `原目录(含批量任务)已另存为 ${folder},不再需要时可删除。`,
  }),
  hostRestored: (release: string): Words => ({
    en: `Licensing and the command \`easel\` are of release ${release} from now on, as in the backup.`,
    zh: `授权服务和 easel 命令已换为备份中的版本 ${release}。`,
  }),
  licenseRestored: {
    en: 'The licence in the backup is in place on this host.',
    zh: '备份中的授权已放到本机。',
  },
  licenseStays: {
    en: 'This host has a licence: it stays, and the one in the backup is not put in its place.',
    zh: '本机已有授权,予以保留;备份中的授权未启用。',
  },
  waitingLicenseStays: {
    en: 'On this host a licence waits that begins later: it stays, whatever waits in the backup, and is put in place then, unless a newer one is in place by that time.',
    zh: '本机有一份尚未生效的授权,予以保留(备份中待生效的授权不会取代它);到生效时间将自动启用,除非届时已有更新的授权。',
  },
  licenseOfOtherMachine: {
    en: 'The licence in the backup does not count on this machine: licences are bound to hardware. Ask the vendor for a new one.',
    zh: '备份中的授权在本机无效:授权与硬件绑定,请向厂商申请新的授权。',
  },
} as const satisfies Said;
