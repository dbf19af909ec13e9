import type { Words } from '@easel/contract';

/** @param seconds undefined where nobody said when. */
export const tryAgain = (seconds: number | undefined): Words => ({
  en: `Try again ${seconds === undefined ? 'later' : `in ${seconds} s`}.`,
  zh: `请${seconds === undefined ? '稍后' : `在 ${seconds} 秒后`}重试。`,
});

export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return count === 1 ? `1 ${noun}` : `${count} ${nouns}`;
}

/** What limits "any may change": of board and disk one must stay. */
export function butEnglish(spare: number, anchors: string[]): string {
  const [first, second] = anchors;
  if (first === undefined) return '';
  if (second === undefined) return `, but not ${first}`;
  return spare > 1 ? `, but not ${first} and ${second} both` : '';
}

export function butChinese(spare: number, anchors: string[]): string {
  const [first, second] = anchors;
  if (first === undefined) return '';
  if (second === undefined) return `,但${first}不能更换`;
  return spare > 1 ? `,但${first}和${second}不能都更换` : '';
}
