import type { Words } from '@easel/contract';
import type { Said } from './said.js';

/** What is wrong with a command line. */
export const usage = {
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
  badUrl: (variable: string, example: string): Words => ({
    en: `--url (or ${variable}) takes an address such as ${example}, without a user or password in it.`,
    zh: `--url(或 ${variable})应为 ${example} 这样的地址,其中不能带用户名或密码。`,
  }),
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
} as const satisfies Said;
