import { endOf, type License } from './license.js';
import type { Words } from './words.js';

const DAY = 86_400;

/** Days before its end on which a licence's end is announced, falling. */
const noticeDays = [30, 14, 7, 3, 1] as const;

/** What there is to say of a licence's end, so that it surprises nobody. */
export interface Notice {
  state: 'expiring' | 'grace';
  /** Which of the notices it is, by its days ahead; -1 for the grace. Whoever tells people tells them once for each. */
  step: number;
  /** Whole days until it ends; in its grace, until it stops. */
  days: number;
  words: Words;
}

/**
 * The notice that is due now, if one is: from `warn_days` before the end on, and all through the grace.
 * @param now seconds since 1970.
 */
export function notice(license: License, now: number): Notice | undefined {
  const { exp, warn_days: warnDays } = license;
  const end = endOf(license);
  if (exp === undefined || end === null || now >= end) return undefined;
  const days = Math.floor(((now < exp ? exp : end) - now) / DAY);
  if (now >= exp)
    return {
      state: 'grace',
      step: -1,
      days,
      words: {
        en: `the licence expired on ${day(exp)} and stops on ${day(end)}, in ${count(days).en}`,
        zh: `授权已于 ${day(exp)} 到期,宽限至 ${day(end)}(剩余${count(days).zh})`,
      },
    };
  if (exp - now > warnDays * DAY) return undefined;
  return {
    state: 'expiring',
    step: noticeDays.findLast((ahead) => exp - now <= ahead * DAY) ?? warnDays,
    days,
    words: {
      en: `the licence expires on ${day(exp)}, in ${count(days).en}`,
      zh: `授权将于 ${day(exp)} 到期(剩余${count(days).zh})`,
    },
  };
}

/** When the next notice is due, after `now`: seconds since 1970, or never. */
export function nextNotice(license: License, now: number): number {
  const { exp, warn_days: warnDays } = license;
  if (exp === undefined) return Infinity;
  const days = [warnDays, ...noticeDays.filter((notice) => notice < warnDays)];
  return Math.min(...days.map((before) => exp - before * DAY).filter((at) => at > now), Infinity);
}

function count(days: number): Words {
  if (days === 0) return { en: 'less than a day', zh: '不足 1 天' };
  return { en: days === 1 ? '1 day' : `${days} days`, zh: ` ${days} 天` };
}

const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
