import type { Words } from '@easel/contract';
import type { Said } from './said.js';

/** What goes to the vendor. */
export const request = {
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
} as const satisfies Said;
