import type { Words } from '@easel/contract';
import { size } from '../figures.js';
import type { Said } from './said.js';

/** What is wrong with a file. */
export const files = {
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
  diskFull: (folder: string, free: number, needs?: number): Words => ({
    en: `Not done: the disk of ${folder} is full: ${needs === undefined ? '' : `${size(needs, 'en')} are needed there, `}${size(free, 'en')} are free. Make room (\`du -sh ${folder}/*\` shows what takes it; versions and unpacked packages that are not needed any more may go), then give the same command again.`,
    zh: `未执行:${folder} 所在磁盘空间不足:${needs === undefined ? '' : `需要 ${size(needs, 'zh')},`}可用 ${size(free, 'zh')}。请清理磁盘(du -sh ${folder}/* 可查看占用;不再需要的版本和已解压的部署包可以删除),然后重新执行同一命令。`,
  }),
} as const satisfies Said;
