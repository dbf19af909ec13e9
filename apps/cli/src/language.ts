export type Language = 'en' | 'zh';

/**
 * What the operator reads: `--lang` decides, else the locale. Read before the command line as a whole, because its
 * faults and its help are said in that language too.
 */
export function languageOf(args: string[], env: NodeJS.ProcessEnv): Language {
  const asked = args.findLastIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const named = args[asked]?.split('=')[1] ?? args[asked + 1];
  if (asked >= 0 && (named === 'en' || named === 'zh')) return named;
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value);
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}
