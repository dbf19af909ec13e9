import type { Said } from './said.js';

/** What `--help` says. */
export const help = {
  about: {
    en: "easel: the operator's command. It asks a running Easel, through its operators' door; for batches through the callers'.",
    zh: 'easel:运维命令,通过运维接口(批量任务通过业务接口)访问运行中的 Easel。',
  },
  usageTitle: { en: 'Usage:', zh: '用法:' },
  argumentsTitle: { en: 'Arguments:', zh: '参数:' },
  optionsTitle: { en: 'Options:', zh: '选项:' },
  globalOptionsTitle: { en: 'Options of every command:', zh: '通用选项:' },
  commandsTitle: { en: 'Commands:', zh: '命令:' },
  optionsBlank: { en: '[options]', zh: '[选项]' },
  commandBlank: { en: '[command]', zh: '[命令]' },
  exitCodes: {
    en: `Exit codes:
  0  done; also when the licence in place was kept, or nothing had to change
  1  refused or failed
  2  usage: the command line is not understood
  3  not done: it wants --yes, since a licence, a running deployment or a folder would be lost
  4  not logged in, or a wrong password
  5  Easel, or Docker, is out of reach
  6  a batch is finished, and some of its pictures failed
  7  a batch was cancelled
  8  the vendor's key is another than --vendor-key says

Environment:
  EASEL_ADMIN_URL    as --url, but for batches
  EASEL_URL          as --url, for batches
  EASEL_ADMIN_TOKEN  a session's token, in place of logging in
  EASEL_HOME         where \`easel admin passwd\` finds the one-use secret
  NO_COLOR           no colours`,
    zh: `退出码:
  0  完成;保留现有授权或无需变更时也是 0
  1  被拒绝或失败
  2  用法错误:无法理解命令行
  3  未执行:需要 --yes(会失去授权、替换运行中的服务或删除目录)
  4  未登录,或密码错误
  5  无法连接 Easel 或 Docker
  6  批量任务已完成,但有图片失败
  7  批量任务已被取消
  8  厂商密钥与 --vendor-key 给出的不符

环境变量:
  EASEL_ADMIN_URL    同 --url(批量任务除外)
  EASEL_URL          同 --url(用于批量任务)
  EASEL_ADMIN_TOKEN  会话令牌,用它代替登录
  EASEL_HOME         \`easel admin passwd\` 在此目录下查找一次性口令
  NO_COLOR           不使用颜色`,
  },
  urlOption: {
    en: "the operators' door (EASEL_ADMIN_URL, else http://127.0.0.1:8081); for batches the callers' (EASEL_URL, else http://127.0.0.1:8080)",
    zh: '运维接口的地址(EASEL_ADMIN_URL,默认 http://127.0.0.1:8081);批量任务为业务接口的地址(EASEL_URL,默认 http://127.0.0.1:8080)',
  },
  jsonOption: {
    en: 'for machines: the document of the API as it is, errors too',
    zh: '供程序使用:原样输出接口返回的文档,错误也是如此',
  },
  langOption: {
    en: 'en or zh (else by LC_ALL, LC_MESSAGES, LANG)',
    zh: 'en 或 zh(默认依据 LC_ALL、LC_MESSAGES、LANG)',
  },
  cacertOption: {
    en: 'https: certificates to trust besides the usual ones (PEM)',
    zh: 'https:额外信任的证书(PEM)',
  },
  helpOption: { en: 'show this help', zh: '显示帮助' },
  overviewHelp: {
    en: 'edition, licence, readiness, and every deployment (of this host) with its versions',
    zh: '查看版本类型、授权、就绪状态,以及(本机)各服务及其版本',
  },
  doctorHelp: {
    en: 'what is wrong on this host, the likeliest cause first, and what to do; ends with 0, 4 (warnings) or 3 (failures)',
    zh: '排查本机故障:首先给出最可能的原因及处理方法;退出码 0、4(警告)或 3(故障)',
  },
  sinceOption: {
    en: 'how far back logs are read: 24h unless given',
    zh: '读取日志的时间范围,默认 24h',
  },
  bundleOption: {
    en: 'where the bundle for support goes, with nothing secret in it',
    zh: '支持包的位置,已去除敏感信息',
  },
  noBundleOption: { en: 'no bundle', zh: '不生成支持包' },
  activateHelp: {
    en: 'put a version of a deployment into service; nothing is dropped',
    zh: '启用服务的某个版本,不丢失任何请求',
  },
  nameArgument: { en: 'the deployment', zh: '服务名称' },
  versionArgument: {
    en: 'one of its versions; `easel status` lists them',
    zh: '版本,可用 easel status 查看',
  },
  fingerprintHelp: {
    en: 'what a licence for this machine would be bound to',
    zh: '查看本机可用于绑定授权的部件',
  },
  licenseHelp: { en: 'the licence: status, history, restore', zh: '授权:状态、历史、恢复' },
  statusHelp: { en: 'the licence in force, or why there is none', zh: '查看当前授权,或无效的原因' },
  historyHelp: { en: 'the licences in place before', zh: '查看以前的授权' },
  restoreHelp: { en: 'put an earlier licence back', zh: '恢复以前的授权' },
  jtiArgument: {
    en: 'which, by its name in the history (else the one before)',
    zh: '历史中的授权名称(默认为上一份)',
  },
  yesOption: {
    en: 'also where a deployment in service loses its licence',
    zh: '即使有正在运行的服务会失去授权也执行',
  },
  luHelp: {
    en: 'license update: request a licence, look into one, put it in place',
    zh: '授权更新:申请、查看、安装授权',
  },
  fileArgument: {
    en: "the vendor's .lic file; - is standard input",
    zh: '厂商提供的 .lic 文件;- 表示标准输入',
  },
  requestOption: {
    en: "write this machine's request, to send to the vendor",
    zh: '生成本机的授权申请文件,发给厂商',
  },
  qrOption: {
    en: 'with --request: also show it as a QR code',
    zh: '与 --request 连用:同时显示二维码',
  },
  outOption: {
    en: 'with --request: where to (else easel-request.json)',
    zh: '与 --request 连用:输出文件(默认 easel-request.json)',
  },
  inspectOption: { en: 'only show what FILE would change', zh: '只显示 FILE 会带来的变更,不执行' },
  whatIfOption: {
    en: 'which part of this machine may change before the licence fails',
    zh: '本机哪些部件可以更换而授权不失效',
  },
  loginHelp: { en: 'log in for an hour', zh: '登录,有效期一小时' },
  passwordStdinOption: {
    en: 'read the password from standard input',
    zh: '从标准输入读取密码',
  },
  logoutHelp: { en: 'forget the session', zh: '退出登录' },
  adminHelp: { en: 'the admin: passwd', zh: '管理员:passwd' },
  passwdHelp: {
    en: 'set the first password, with the one-use secret, or change it',
    zh: '用一次性口令设置首个密码,或修改密码',
  },
  secretFileOption: {
    en: 'the one-use secret (else EASEL_HOME/admin/first-password)',
    zh: '一次性口令文件(默认 EASEL_HOME/admin/first-password)',
  },
  passwdStdinOption: {
    en: 'from standard input: a line with the new password; to change it, the present one in a line before it',
    zh: '从标准输入读取:一行新密码;修改密码时,前面再加一行当前密码',
  },
} as const satisfies Said;
