import type { Words } from '@easel/contract';
import type { Said } from './said.js';
import { tryAgain } from './phrases.js';

/** Passwords and sessions. */
export const loggingIn = {
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
  emptySecret: (file: string): Words => ({
    en: `${file} is empty. The one-use secret is in admin/first-password under EASEL_HOME.`,
    zh: `${file} 是空文件。一次性口令在 EASEL_HOME 下的 admin/first-password 中。`,
  }),
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
    en: 'A password has 10 to 1024 characters, in one line.',
    zh: '密码为一行,10 至 1024 个字符。',
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
} as const satisfies Said;
