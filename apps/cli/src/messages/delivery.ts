import type { Words } from '@easel/contract';
import { LONGEST_STACK_NAME } from '@easel/package';
import type { Said } from './said.js';

/** How far a delivery came, as the journal calls it. */
type State = 'STAGED' | 'LOADED' | 'SWITCHED' | 'VERIFIED' | 'COMMITTED' | 'REVERTED';

const reached: Record<State, string> = {
  STAGED: '准备就绪',
  LOADED: '试运行通过',
  SWITCHED: '已切换',
  VERIFIED: '已确认应答',
  COMMITTED: '已完成',
  REVERTED: '已恢复',
};

/** Installing, upgrading, going back, and what may stand in the way. */
export const delivery = {
  workOption: {
    en: 'the folder of deployments (EASEL_WORK; otherwise /home/baidu/work)',
    zh: '部署所在目录(EASEL_WORK,默认 /home/baidu/work)',
  },
  installHelp: { en: 'install a deployment from a package', zh: '用部署包安装服务' },
  upgradeHelp: {
    en: 'bring a deployment to the version of a package, while it answers',
    zh: '用部署包升级服务,期间不中断',
  },
  rollbackHelp: {
    en: 'go back to a version that is here: the one before, unless another is named',
    zh: '回滚到本机已有的版本(默认上一个版本)',
  },
  removeHelp: {
    en: 'take a deployment’s containers away; its versions and the licence stay',
    zh: '卸载服务(移除容器);保留模型版本和授权',
  },
  versionsHelp: { en: 'the versions of a deployment that are here', zh: '列出本机已有的版本' },
  startHelp: {
    en: 'bring a deployment’s containers back, and end what was interrupted',
    zh: '重新启动服务的容器,并处理被中断的操作',
  },
  packageArgument: {
    en: 'a package: the .tar.gz, or the folder that it was unpacked into (otherwise: this one)',
    zh: '部署包:.tar.gz 文件,或解压后的目录(默认当前目录)',
  },
  backArgument: { en: 'a version of it', zh: '该服务的版本' },
  portOption: {
    en: 'the callers’ port (otherwise the one it had, or the first free one from 8080)',
    zh: '业务端口(默认沿用原端口,或从 8080 起第一个空闲端口)',
  },
  adminPortOption: {
    en: 'the operators’ port, on 127.0.0.1 (otherwise the callers’ and one)',
    zh: '运维端口,仅监听 127.0.0.1(默认为业务端口加一)',
  },
  vendorKeyOption: {
    en: 'the fingerprint of the vendor’s key that you were given; another one is refused',
    zh: '事先获得的厂商密钥指纹;不一致则拒绝',
  },
  licenseOption: { en: 'a licence to install with it', zh: '同时安装的授权文件' },
  batchesOption: {
    en: 'with a worker for batches, and a Redis of its own',
    zh: '同时启用批量任务(批量进程和专用 Redis)',
  },
  dryRunOption: {
    en: 'say what would be done, and do nothing',
    zh: '仅说明将执行的操作,不做任何变更',
  },
  purgeOption: {
    en: 'its folder too: models, admin password, batches; with the last deployment the licence; wants --yes',
    zh: '同时删除其目录:模型、管理密码、批量任务;若为本机最后一个服务,授权也一并删除;须加 --yes',
  },
  purgeYesOption: { en: 'with --purge: yes, delete all of that', zh: '与 --purge 连用:确认删除' },
  rollbackOption: {
    en: 'though the package is older than what is in service',
    zh: '允许安装比当前更旧的版本',
  },
  noDocker: (why: string): Words => ({
    en: `Not done: ${why}. Is Docker running, and may this user use it? \`docker version\` says.`,
    zh: `未执行:无法访问 Docker(${why})。请确认 Docker 正在运行且当前用户有权限(docker version)。`,
  }),
  dockerRefused: (why: string): Words => ({
    en: `Not done: Docker refuses: ${why}`,
    zh: `未执行:Docker 拒绝了操作:${why}`,
  }),
  dockerFull: (why: string): Words => ({
    en: `Not done: Docker's disk is full (${why}). \`docker system df\` shows what takes it and \`df -h $(docker info -f '{{.DockerRootDir}}')\` what is free; remove images that no deployment has, then give the same command again.`,
    zh: `未执行:Docker 所在磁盘空间不足(${why})。docker system df 可查看占用,df -h $(docker info -f '{{.DockerRootDir}}') 可查看剩余空间;请删除不再使用的镜像,然后重新执行同一命令。`,
  }),
  installAgain: (name: string): Words => ({
    en: `Not done: the installation of ${name} did not come to its end, and there is nothing yet to start it from. Install it again: easel install ${name} PACKAGE`,
    zh: `未执行:${name} 的安装未完成,尚无法启动。请重新安装:easel install ${name} 部署包`,
  }),
  badStackName: (name: string, problem: string): Words => ({
    en: `Not done: the name ${name} ${problem}.`,
    zh: `未执行:名称 ${name}(${name.length} 个字符)不可用:须为 2 至 ${LONGEST_STACK_NAME} 个字母、数字、下划线或连字符,以字母开头,且不是 Easel 自用的名称(如 easel、easel-licensing、admin、docs)。`,
  }),
  twinName: (name: string, twin: string): Words => ({
    en: `Not done: the name ${name} differs from ${twin} by case alone.`,
    zh: `未执行:名称 ${name} 与已有的 ${twin} 仅大小写不同。`,
  }),
  installedAlready: (name: string, version: string): Words => ({
    en: `Not done: ${name} is installed already, with version ${version}. \`easel upgrade ${name}\` puts the package's version in its place.`,
    zh: `未执行:${name} 已安装,版本为 ${version}。可用 easel upgrade ${name} 升级到该部署包的版本。`,
  }),
  notInstalled: (name: string, work: string): Words => ({
    en: `Not done: ${name} is not installed in ${work}. \`easel install ${name} PACKAGE\` installs it.`,
    zh: `未执行:${work} 中没有安装 ${name}。可用 easel install ${name} 部署包 安装。`,
  }),
  isCopy: (folder: string, name: string): Words => ({
    en: `Not done: ${folder} is a copy of ${name}. It counts again once it is called ${name}.`,
    zh: `未执行:${folder} 是 ${name} 的副本,改名为 ${name} 后才能启用。`,
  }),
  noFolder: (path: string): Words => ({
    en: `Not done: ${path} is a link or a file where Easel has a folder. Easel never makes one: somebody may have got hold of a service. Look at it, and take it away.`,
    zh: `未执行:${path} 应为目录,却是链接或文件。这并非 Easel 所建,可能有服务已被他人控制。请检查后将其移走。`,
  }),
  leavesOldFolder: (folder: string, containers: string): Words => ({
    en: `Started on a folder that is not ${folder} any more: ${containers}. Made anew, which stops answers for a few seconds.`,
    zh: `以下容器启动时所用的目录已不是现在的 ${folder}:${containers}。将重建这些容器,应答中断数秒。`,
  }),
  portTaken: (port: number, name: string): Words => ({
    en: `Not done: port ${port} is in use on this host. --port takes another for ${name}; \`ss -ltnp | grep :${port}\` shows whose it is.`,
    zh: `未执行:本机端口 ${port} 已被占用。请用 --port 为 ${name} 指定其他端口;ss -ltnp | grep :${port} 可查看占用者。`,
  }),
  noFreePort: {
    en: 'Not done: no port from 8080 to 9080 is free on this host. Name one with --port.',
    zh: '未执行:本机 8080 至 9080 之间没有空闲端口,请用 --port 指定。',
  },
  waitsForTurn: {
    en: 'Another easel is at work on this host; this one waits until it has ended …',
    zh: '本机上有另一个 easel 命令正在执行,等待其结束……',
  },
  unfinished: (name: string, version: string, state: State): Words => ({
    en: `${name}: version ${version} was interrupted at ${state}; this is ended first.`,
    zh: `${name}:版本 ${version} 的操作在“${reached[state]}”阶段被中断,先处理该操作。`,
  }),
  notRunning: (name: string): Words => ({
    en: `${name} does not run. \`easel start ${name}\` brings it back, \`easel doctor\` says what is wrong.`,
    zh: `${name} 未运行。可用 easel start ${name} 重新启动,easel doctor 可查找原因。`,
  }),
  waitsForLoading: (version: string): Words => ({
    en: `Waiting until version ${version} has been loaded …`,
    zh: `正在等待版本 ${version} 加载完成……`,
  }),
  noneRuns: (name: string): Words => ({
    en: `Not done: no deployment of this host runs. \`easel start ${name}\` starts it, and \`easel doctor\` says what stands in the way.`,
    zh: `未执行:本机没有正在运行的服务。可用 easel start ${name} 启动,或用 easel doctor 排查。`,
  }),
  noWorkFolder: (path: string): Words => ({
    en: `Not done: there is no folder ${path}, and so nothing is installed in it. EASEL_WORK or --work names the folder of deployments.`,
    zh: `未执行:目录 ${path} 不存在,其中没有安装任何服务。请用 EASEL_WORK 或 --work 指定部署目录。`,
  }),
  workIsFile: (path: string): Words => ({
    en: `Not done: ${path} is a file, and the folder of deployments is wanted (EASEL_WORK or --work).`,
    zh: `未执行:${path} 是文件,此处需要部署目录(EASEL_WORK 或 --work)。`,
  }),
  noSuchVersion: (name: string, version: string, all: string[]): Words => ({
    en: `Not done: ${name} has no version ${version} here${all.length > 0 ? `, but ${all.join(', ')}` : ''}.`,
    zh: `未执行:${name} 在本机没有版本 ${version}${all.length > 0 ? `,现有:${all.join('、')}` : ''}。`,
  }),
  notUp: (name: string): Words => ({
    en: `The containers of ${name} were started and do not answer. \`docker logs ${name}-gateway\` and \`easel doctor\` say why.`,
    zh: `${name} 的容器已启动但没有应答。请查看 docker logs ${name}-gateway 和 easel doctor。`,
  }),
  gatewayRefuses: (container: string, why: string): Words => ({
    en: `${container} gives no session: ${why}`,
    zh: `${container} 未提供会话:${why}`,
  }),
  notLoadedYet: (version: string, why: string): Words => ({
    en: `Version ${version} could not be loaded (${why}). It is tried again for up to a minute …`,
    zh: `版本 ${version} 未能加载(${why})。将在一分钟内自动重试……`,
  }),
  notSeenToAnswer: (name: string, version: string, why: string): Words => ({
    en: `Version ${version} of ${name} was put into service and is not seen to answer${why === '' ? '' : `: ${why}`}.`,
    zh: `${name} 的版本 ${version} 已启用,但未能确认其应答${why === '' ? '' : `:${why}`}。`,
  }),
  backAgain: (name: string, version: string): Words => ({
    en: `${name} answers with version ${version}, as before.`,
    zh: `${name} 仍由版本 ${version} 提供服务。`,
  }),
  notTakenBack: (name: string, why: Words): Words => ({
    en: `${name} could not be taken back; \`easel start ${name}\` tries again. ${why.en}`,
    zh: `${name} 未能恢复,可用 easel start ${name} 重试。${why.zh}`,
  }),
  formatTooNew: (name: string, here: number, release: string): Words => ({
    en: `Not done: a later Easel has written the state of ${name} in format ${here}, which release ${release} cannot read, and no backup of its own is here. Install a later release.`,
    zh: `未执行:${name} 的状态已由更新版本的 Easel 写为格式 ${here},版本 ${release} 无法读取,且本机没有该版本自己的备份。请安装更新的版本。`,
  }),
  samePorts: (port: number): Words => ({
    en: `Not done: callers and operators cannot both have port ${port}. --port and --admin-port take two.`,
    zh: `未执行:业务端口与运维端口不能同为 ${port}。请用 --port 和 --admin-port 指定两个不同的端口。`,
  }),
  noPortAfter: (port: number): Words => ({
    en: `Not done: the operators' port would be ${port + 1}, and there is none after 65535. Name one with --admin-port.`,
    zh: `未执行:运维端口默认为 ${port + 1},而端口最大为 65535。请用 --admin-port 指定。`,
  }),
  badPort: (text: string): Words => ({
    en: `A port is a whole number from 1 to 65535, not ${text}.`,
    zh: `端口应为 1 至 65535 的整数,而不是 ${text}。`,
  }),
  otherVersion: (name: string, version: string): Words => ({
    en: `Not done: version ${version} of ${name} is here already, with other files, and versions never change. Ask the vendor for another version.`,
    zh: `未执行:本机已有 ${name} 的版本 ${version},但文件不同,而版本不可更改。请向厂商索取新版本。`,
  }),
  otherBuild: (reference: string, release: string): Words => ({
    en: `Not done: ${reference} is here already, in use and of another build, and a release never changes. Ask the vendor for a package whose Easel is called otherwise than ${release}.`,
    zh: `未执行:本机正在使用的 ${reference} 来自另一次构建,而已发布的版本不可更改。请向厂商索取 Easel 版本号不同于 ${release} 的部署包。`,
  }),
  imageNotLoaded: (reference: string): Words => ({
    en: `Not done: Docker took the images, but has none called ${reference}. Ask the vendor for another package.`,
    zh: `未执行:镜像已加载,但其中没有 ${reference}。请向厂商索取新的部署包。`,
  }),
  imageGone: (reference: string, release: string, name: string): Words => ({
    en: `Not done: the image ${reference} is gone from Docker, and is fetched from nowhere. The full package of Easel ${release} brings it: \`easel upgrade ${name} PACKAGE\` proves the package and loads it.`,
    zh: `未执行:Docker 中已没有镜像 ${reference},且不会从任何地方拉取。它在 Easel ${release} 的完整包中:执行 easel upgrade ${name} 部署包,验证后加载。`,
  }),
  refusedPackage: (why: Words): Words => ({
    en: `Not done: ${why.en}.`,
    zh: `未执行:${why.zh}。`,
  }),
  cardNotGiven: (card: string, why: string): Words => ({
    en: `Not done: Docker gives no container the card ${card}: ${why}. NVIDIA's container toolkit must be installed on this host, and Docker restarted after that; EASEL_GPU in the deployment's .env names another card.`,
    zh: `未执行:Docker 无法将显卡 ${card} 提供给容器:${why}。请在本机安装 NVIDIA Container Toolkit 并重启 Docker;如需使用其他显卡,请在该服务的 .env 中设置 EASEL_GPU。`,
  }),
  rehearsing: (version: string): Words => ({
    en: `Trying version ${version} on the new images, beside what answers …`,
    zh: `正在用新镜像试运行版本 ${version},当前服务不受影响……`,
  }),
  rehearsalFailed: (version: string, why: string): Words => ({
    en: `Not done: version ${version} is not fit for service on the new images: ${why}`,
    zh: `未执行:版本 ${version} 无法在新镜像上提供服务:${why}`,
  }),
  staging: { en: 'Copying the model', zh: '复制模型' },
  loadingImages: { en: 'Loading images', zh: '加载镜像' },
  gapAhead: {
    en: 'New images: answers stop for a few seconds on the callers’ port now.',
    zh: '镜像有更新:业务端口现在将中断应答数秒。',
  },
  cutShort: (name: string): Words => ({
    en: `This was cut short, and ${name} may not answer. \`easel start ${name}\` ends it.`,
    zh: `操作中途停止,${name} 可能没有应答。请执行 easel start ${name} 完成处理。`,
  }),
  dockerTakesImages: {
    en: 'Docker unpacks the images; this takes a minute or two …',
    zh: 'Docker 正在解压镜像,需要一两分钟……',
  },
  gapWas: (seconds: string): Words => ({
    en: `No picture was classified for ${seconds} s.`,
    zh: `中断分类 ${seconds} 秒。`,
  }),
  inService: (name: string, version: string, url: string): Words => ({
    en: `${name} answers with version ${version} at ${url}`,
    zh: `${name} 由版本 ${version} 提供服务:${url}`,
  }),
  notCovered: (name: string): Words => ({
    en: `The licence in force does not cover ${name}: its callers get 337000 until one does.`,
    zh: `当前授权不包含 ${name}:在授权包含它之前,其调用将返回 337000。`,
  }),
  noLicenseYet: (file: string): Words => ({
    en: `No licence is in force for it yet: callers get 337000. Send ${file} to the vendor; what comes back: easel lu FILE`,
    zh: `该服务尚无有效授权,调用将返回 337000。请将 ${file} 发送给厂商,收到授权文件后执行:easel lu 文件`,
  }),
  keysetHandedOver: (version: number): Words => ({
    en: `The package brought newer keys of the vendor (version ${version}): they count for licences, too.`,
    zh: `部署包带来了厂商更新的密钥集(版本 ${version}),对授权同样生效。`,
  }),
  revokedBy: (reason: Words): Words => ({
    en: `By these keys the licence in place counts no more (${reason.en}): callers get 337000. Ask the vendor for another; \`easel lu --request\` says what he needs.`,
    zh: `按照新的密钥集,当前授权不再有效(${reason.zh}),调用将返回 337000。请向厂商申请新授权,所需信息见 easel lu --request。`,
  }),
  keysetNotHandedOver: (version: number, file: string, why: Words): Words => ({
    en: `The newer keys of the vendor that the package brought (version ${version}) could not be handed to licensing (${why.en}). \`easel lu ${file}\` does it.`,
    zh: `部署包带来的厂商密钥集(版本 ${version})未能交给授权服务(${why.zh})。可执行 easel lu ${file}。`,
  }),
  vendorIs: (fingerprint: string): Words => ({
    en: `This Easel trusts the vendor's key ${fingerprint}. Compare it with the one that the vendor told you; --vendor-key does it for you.`,
    zh: `本 Easel 信任的厂商密钥为 ${fingerprint}。请与厂商告知的指纹核对;也可用 --vendor-key 自动核对。`,
  }),
  otherVendor: (given: string, found: string): Words => ({
    en: `Not done: the vendor's key is ${found}, not ${given}. Do not use this package.`,
    zh: `未执行:厂商密钥为 ${found},与给定的 ${given} 不符。请勿使用该部署包。`,
  }),
  removed: (name: string, folder: string): Words => ({
    en: `${name} is removed. Its versions and settings stay in ${folder}.`,
    zh: `${name} 已卸载。其版本和设置保留在 ${folder}。`,
  }),
  /** @param last of this host */
  purged: (name: string, last: boolean): Words => ({
    en: `${name} and its folder are gone${last ? ', and with this host’s last deployment its licence' : ''}.`,
    zh: `${name} 及其目录已删除${last ? ';本机已无其他服务,授权也一并删除' : ''}。`,
  }),
  purgeNeedsYes: (folder: string): Words => ({
    en: `--purge deletes ${folder} for good; add --yes.`,
    zh: `--purge 将永久删除 ${folder};请加 --yes 确认。`,
  }),
  noEarlier: (name: string): Words => ({
    en: `Not done: no version of ${name} was in service before. \`easel versions ${name}\` shows those that are here.`,
    zh: `未执行:${name} 没有此前的版本。可用 easel versions ${name} 查看。`,
  }),
  leftOpen: (name: string, version: string, state: string): Words => ({
    en: `${name}: version ${version} was interrupted at ${state}; the next command that is no --dry-run ends that first.`,
    zh: `${name}:版本 ${version} 的操作在 ${state} 阶段被中断;下一条不带 --dry-run 的命令将先处理该操作。`,
  }),
  proving: { en: 'Reading the package', zh: '校验部署包' },
  wouldGap: {
    en: 'Answers would stop for a few seconds on the callers’ port: the containers would be made anew.',
    zh: '需要重建容器,业务端口将中断应答数秒。',
  },
  wouldDo: (name: string, version: string, release: string): Words => ({
    en: `Would bring ${name} to version ${version} on Easel ${release}. Nothing was done.`,
    zh: `将把 ${name} 更新到版本 ${version}(Easel ${release})。未做任何变更。`,
  }),
  versionColumns: { en: 'Version', zh: '版本' },
  inServiceMark: { en: 'in service', zh: '提供服务' },
} as const satisfies Said;
