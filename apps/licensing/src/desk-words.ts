import type { Words } from '@easel/contract';
import type { Keyset, License } from '@easel/license';
import { iso } from './views.js';

const day = (seconds: number) => iso(seconds).slice(0, 10);

/** What became of what was handed in, and why. */
export const words = {
  keyset: {
    newer: ({ version }: Keyset): Words => ({
      en: `a keyset without a licence: the vendor's keys of version ${version} count`,
      zh: `仅密钥集,不含授权:启用厂商密钥集版本 ${version}`,
    }),
    current: ({ version }: Keyset): Words => ({
      en: `a keyset without a licence: version ${version} counts already`,
      zh: `仅密钥集,不含授权:版本 ${version} 已在使用`,
    }),
    older: ({ version }: Keyset, now: Keyset): Words => ({
      en: `a keyset without a licence: version ${now.version} counts and stays, ${version} is older`,
      zh: `仅密钥集,不含授权:继续使用版本 ${now.version},版本 ${version} 较旧`,
    }),
  },
  unchanged: { en: 'this licence is in force already', zh: '该授权已经生效' },
  kept: ({ seq }: License, current: number): Words => ({
    en: `number ${current} is in force and stays: number ${seq} is not higher`,
    zh: `编号 ${current} 的授权继续生效:编号 ${seq} 并不更新`,
  }),
  keptWaiting: ({ seq }: License, waiting: number): Words => ({
    en: `number ${waiting} waits to begin and stays: number ${seq} is not higher`,
    zh: `编号 ${waiting} 的授权等待生效并保留:编号 ${seq} 并不更新`,
  }),
  queued: ({ seq, nbf }: License): Words => ({
    en: `number ${seq} counts from ${day(nbf)} on and takes its place by itself then`,
    zh: `编号 ${seq} 的授权自 ${day(nbf)} 起生效,届时自动启用`,
  }),
  installed: ({ seq }: License): Words => ({
    en: `number ${seq} is in force`,
    zh: `编号 ${seq} 的授权已生效`,
  }),
  wouldDrop: (names: string[]): Words => ({
    en: `it does not cover what is in service: ${names.join(', ')}`,
    zh: `该授权不包含正在服务的:${names.join('、')}`,
  }),
  notWritten: (cause: unknown): Words => {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    return {
      en: `it could not be written (${code}): free some space or make the disk writable, then hand it in again`,
      zh: `无法写入(${code}):请释放磁盘空间或恢复可写后重试`,
    };
  },
};
