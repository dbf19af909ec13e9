import type { Words } from '@easel/contract';

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

/** Everything else that `easel` says. English and Chinese, in one place, so that neither is forgotten. */
export const messages = {
  // Help
  about: {
    en: "easel: the operator's command. It asks a running Easel through its operators' door.",
    zh: 'easel:运维命令,通过运维接口访问运行中的 Easel。',
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
  3  not done: a deployment in service would lose its licence, and nobody said --yes
  4  not logged in, or a wrong password
  5  Easel is out of reach

Environment:
  EASEL_ADMIN_URL    as --url
  EASEL_ADMIN_TOKEN  a session's token, in place of logging in
  EASEL_HOME         where \`easel admin passwd\` finds the one-use secret
  NO_COLOR           no colours`,
    zh: `退出码:
  0  完成;保留现有授权或无需变更时也是 0
  1  被拒绝或失败
  2  用法错误:无法理解命令行
  3  未执行:有正在运行的服务会失去授权,且未加 --yes
  4  未登录,或密码错误
  5  无法连接 Easel

环境变量:
  EASEL_ADMIN_URL    同 --url
  EASEL_ADMIN_TOKEN  会话令牌,用它代替登录
  EASEL_HOME         \`easel admin passwd\` 在此目录下查找一次性口令
  NO_COLOR           不使用颜色`,
  },
  urlOption: {
    en: "the operators' door (EASEL_ADMIN_URL, else http://127.0.0.1:8081)",
    zh: '运维接口的地址(EASEL_ADMIN_URL,默认 http://127.0.0.1:8081)',
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
    en: 'edition, licence, readiness, and every deployment with its versions',
    zh: '查看版本类型、授权、就绪状态,以及各服务及其版本',
  },
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

  // Usage
  seeHelp: (command: string): Words => ({
    en: `\`${command} --help\` shows what there is.`,
    zh: `可用 \`${command} --help\` 查看帮助。`,
  }),
  unknownOption: (option: string): Words => ({
    en: `There is no option ${option}.`,
    zh: `没有选项 ${option}。`,
  }),
  unknownCommand: (command: string): Words => ({
    en: `There is no command ${command}.`,
    zh: `没有命令 ${command}。`,
  }),
  missingValue: (option: string): Words => ({
    en: `The option ${option} needs a value.`,
    zh: `选项 ${option} 需要一个值。`,
  }),
  missingArgument: (name: string): Words => ({
    en: `${name} is missing.`,
    zh: `缺少参数 ${name}。`,
  }),
  whichCommand: { en: 'A command is missing.', zh: '缺少命令。' },
  tooManyArguments: { en: 'There are too many arguments.', zh: '参数过多。' },
  notUnderstood: (what: string): Words => ({
    en: `The command line is not understood: ${what}`,
    zh: `无法理解命令行:${what}`,
  }),
  badLanguage: { en: '--lang takes en or zh.', zh: '--lang 只接受 en 或 zh。' },
  badUrl: {
    en: '--url (or EASEL_ADMIN_URL) takes an address such as http://127.0.0.1:8081, without a user or password in it.',
    zh: '--url(或 EASEL_ADMIN_URL)应为 http://127.0.0.1:8081 这样的地址,其中不能带用户名或密码。',
  },
  badToken: {
    en: 'EASEL_ADMIN_TOKEN does not hold the token of a session.',
    zh: 'EASEL_ADMIN_TOKEN 中不是会话令牌。',
  },
  luWants: {
    en: 'easel lu takes one of these: FILE, --inspect FILE, --request, --what-if.',
    zh: 'easel lu 须且只能选用其一:FILE、--inspect FILE、--request、--what-if。',
  },
  onlyWithRequest: {
    en: '--qr and --out go with --request alone.',
    zh: '--qr 和 --out 只能与 --request 连用。',
  },
  onlyWithFile: { en: '--yes goes with FILE alone.', zh: '--yes 只能与 FILE 连用。' },

  // Files
  noFile: (file: string): Words => ({
    en: `There is no file ${file}.`,
    zh: `找不到文件 ${file}。`,
  }),
  unreadable: (file: string, why: string): Words => ({
    en: `${file} cannot be read as a file (${why}). What is piped can be handed in with -.`,
    zh: `${file} 无法作为文件读取(${why})。通过管道传入时请使用 -。`,
  }),
  tooLong: (file: string, longest: number): Words => ({
    en: `${file === '-' ? 'Standard input' : file} is longer than ${longest} bytes, the most that is taken here.`,
    zh: `${file === '-' ? '标准输入' : file} 超过 ${longest} 字节,这是允许的上限。`,
  }),
  noCertificates: (file: string): Words => ({
    en: `${file} holds no certificates that can be used (PEM).`,
    zh: `${file} 中没有可用的证书(PEM)。`,
  }),
  exists: (file: string): Words => ({
    en: `${file} is there already. Nothing is overwritten: give another --out.`,
    zh: `${file} 已存在,不会覆盖;请用 --out 指定其他文件名。`,
  }),
  cannotWrite: (file: string, why: string): Words => ({
    en: `${file} cannot be written (${why}).`,
    zh: `无法写入 ${file}(${why})。`,
  }),

  // Reaching Easel
  nothingAnswers: (url: string): Words => ({
    en: `Nothing answers at ${url}. Start Easel (npm start, or docker-compose up), or give its operators' door with --url.`,
    zh: `${url} 没有应答。请启动 Easel(npm start 或 docker-compose up),或用 --url 指定运维接口的地址。`,
  }),
  outOfReach: (url: string, why: string): Words => ({
    en: `${url} is out of reach (${why}). Check the address (--url) and the network.`,
    zh: `无法连接 ${url}(${why})。请检查地址(--url)和网络。`,
  }),
  noAnswer: (url: string): Words => ({
    en: `${url} does not answer in time. Try again; if it stays so, look into the gateway's log.`,
    zh: `${url} 未在限定时间内应答。请重试;如仍无应答,请查看 gateway 的日志。`,
  }),
  untrusted: (url: string, why: string): Words => ({
    en: `The certificate of ${url} is not trusted (${why}). If it is your own, name it, or the authority that signed it, with --cacert FILE.`,
    zh: `${url} 的证书不受信任(${why})。如果是自签证书,请用 --cacert FILE 指定该证书或签发它的 CA。`,
  }),
  badCertificate: (url: string, why: string): Words => ({
    en: `The certificate of ${url} does not hold here and now (${why}). Check the address and this machine's clock, or renew the certificate.`,
    zh: `${url} 的证书与地址不符或不在有效期内(${why})。请检查地址和本机时钟,或更换证书。`,
  }),
  notEasel: (url: string): Words => ({
    en: `What answers at ${url} is not Easel's operators' door. By default that is on port 8081; 8080 is for callers.`,
    zh: `${url} 不是 Easel 的运维接口。运维接口默认端口为 8081,8080 是业务接口。`,
  }),
  busy: (detail: string, seconds: number | undefined): Words => ({
    en: `Easel cannot answer this now: ${detail}. ${tryAgain(seconds).en}`,
    zh: `Easel 暂时无法处理:${detail}。${tryAgain(seconds).zh}`,
  }),
  said: (detail: string): Words => ({
    en: `Easel says: ${detail}`,
    zh: `Easel 返回:${detail}`,
  }),
  unforeseen: (what: string): Words => ({
    en: `This was not foreseen: ${what}`,
    zh: `发生了意外错误:${what}`,
  }),
  inTheClear: (url: string): Words => ({
    en: `Note: ${url} is not https; the password goes over the network unencrypted.`,
    zh: `注意:${url} 不是 https,密码将以明文在网络上传输。`,
  }),

  // Logging in
  notLoggedIn: {
    en: 'Not logged in, or the session has ended. Run: easel login',
    zh: '未登录,或会话已结束。请运行:easel login',
  },
  tokenEnded: {
    en: 'The session in EASEL_ADMIN_TOKEN is refused: it has ended, or is of another Easel.',
    zh: 'EASEL_ADMIN_TOKEN 中的会话被拒绝:已结束,或属于另一个 Easel。',
  },
  wrongPassword: {
    en: 'Wrong password. Is none set yet? easel admin passwd sets the first.',
    zh: '密码错误。尚未设置密码时,请运行 easel admin passwd 设置首个密码。',
  },
  wrongSecret: {
    en: 'This is not the one-use secret of this Easel.',
    zh: '这不是该 Easel 的一次性口令。',
  },
  noPasswordYet: {
    en: 'No password is set, so there is none to log in with. The one-use secret in admin/first-password under EASEL_HOME sets the first. Run: easel admin passwd --secret-file FILE',
    zh: '尚未设置密码,无法登录。请用 EASEL_HOME 下 admin/first-password 中的一次性口令设置首个密码:easel admin passwd --secret-file FILE',
  },
  passwordThere: {
    en: 'A password has been set already. To change it: easel login, then easel admin passwd',
    zh: '密码已经设置过。如需修改,请先 easel login,再运行 easel admin passwd',
  },
  tooManyTries: (seconds: number | undefined): Words => ({
    en: `Too many wrong passwords. ${tryAgain(seconds).en}`,
    zh: `密码错误次数过多。${tryAgain(seconds).zh}`,
  }),
  password: { en: 'Password of the admin:', zh: '管理员密码:' },
  presentPassword: { en: 'Present password:', zh: '当前密码:' },
  newPassword: { en: 'New password:', zh: '新密码:' },
  newPasswordAgain: { en: 'New password, once more:', zh: '再次输入新密码:' },
  secret: {
    en: 'One-use secret (the log of Easel says where it is; empty: a password is set already):',
    zh: '一次性口令(位置见 Easel 日志;已设置过密码则直接回车):',
  },
  unattended: {
    en: 'There is no terminal to ask for the password on: add --password-stdin.',
    zh: '当前没有终端,无法询问密码:请加 --password-stdin。',
  },
  passwordsDiffer: { en: 'The two are not the same.', zh: '两次输入不一致。' },
  badPassword: {
    en: 'A password has 1 to 1024 characters, in one line.',
    zh: '密码为一行,1 至 1024 个字符。',
  },
  passwordLines: {
    en: '--password-stdin takes the present password in one line and the new one in the next.',
    zh: '--password-stdin 需要两行:当前密码和新密码。',
  },
  secretWanted: {
    en: 'The first password needs the one-use secret: give --secret-file FILE, or set EASEL_HOME. To change a password: easel login first.',
    zh: '设置首个密码需要一次性口令:请用 --secret-file FILE 指定,或设置 EASEL_HOME。修改密码请先 easel login。',
  },
  loggedIn: (url: string, until: string): Words => ({
    en: `Logged in to ${url} until ${until}.`,
    zh: `已登录 ${url},有效期至 ${until}。`,
  }),
  sessionNotKept: (why: string): Words => ({
    en: `The session could not be kept (${why}): the next command asks again.`,
    zh: `无法保存会话(${why}),下次仍需登录。`,
  }),
  loggedOut: (url: string): Words => ({
    en: `The session for ${url} is forgotten here.`,
    zh: `已删除 ${url} 在本机的会话。`,
  }),
  notThere: (url: string): Words => ({
    en: `There was no session for ${url}.`,
    zh: `没有 ${url} 的会话。`,
  }),
  tokenFirst: {
    en: 'EASEL_ADMIN_TOKEN is set, and counts before any session that is kept here.',
    zh: '环境变量 EASEL_ADMIN_TOKEN 已设置,优先于本机保存的会话。',
  },
  passwordSet: {
    en: 'The password is set, and you are logged in.',
    zh: '密码已设置,并已登录。',
  },
  passwordChanged: {
    en: 'The password is changed. Older sessions have ended; you are logged in.',
    zh: '密码已修改,旧会话均已失效,您已登录。',
  },

  // The licence
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

  // The deployments
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
    en: 'batching off: the model takes one picture at a time, or too long for more',
    zh: '不使用批处理:模型每次只接受一张图片,或耗时过长',
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

  // This machine
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

  // The request
  requestWritten: (file: string): Words => ({
    en: `Written: ${file}. Send it to your vendor; what comes back goes in with: easel lu FILE`,
    zh: `已写入 ${file}。请发给厂商;收到授权文件后运行:easel lu FILE`,
  }),
  qrTooLong: {
    en: 'No QR code: the request is longer than one can hold. Send the file.',
    zh: '无法显示二维码:内容超出二维码容量,请发送文件。',
  },
  qrTooWide: (needs: number, has: number): Words => ({
    en: `No QR code: it needs ${needs} columns, and the terminal has ${has}. Widen it, or send the file.`,
    zh: `无法显示二维码:需要 ${needs} 列,终端只有 ${has} 列。请加宽终端,或发送文件。`,
  }),
} as const;

/** @param seconds undefined where nobody said when. */
const tryAgain = (seconds: number | undefined): Words => ({
  en: `Try again ${seconds === undefined ? 'later' : `in ${seconds} s`}.`,
  zh: `请${seconds === undefined ? '稍后' : `在 ${seconds} 秒后`}重试。`,
});

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** What limits "any may change": of board and disk one must stay. */
function butEnglish(spare: number, anchors: string[]): string {
  const [first, second] = anchors;
  if (first === undefined) return '';
  if (second === undefined) return `, but not ${first}`;
  return spare > 1 ? `, but not ${first} and ${second} both` : '';
}

function butChinese(spare: number, anchors: string[]): string {
  const [first, second] = anchors;
  if (first === undefined) return '';
  if (second === undefined) return `,但${first}不能更换`;
  return spare > 1 ? `,但${first}和${second}不能都更换` : '';
}
