import type { Measurement, Outcome } from '../cases/case.js';
import { cases, type CaseName } from '../cases/cases.js';
import type { Figure } from '../cases/figure.js';
import type { Language, Words } from '../words.js';
import { columns } from './columns.js';
import { machineLine } from './machine.js';
import { aim, byReach, digits, shown } from './numbers.js';
import type { Run } from './run.js';

const words = {
  drawing: { en: 'Where the time goes', zh: '时间花在哪里' },
  work: { en: 'Work', zh: '工作' },
  figure: { en: 'Figure', zh: '指标' },
  value: { en: 'Measured', zh: '实测' },
  aim: { en: 'To reach', zh: '目标' },
  reached: { en: 'Reached', zh: '是否达到' },
  yes: { en: 'yes', zh: '是' },
  no: { en: '**no**', zh: '**否**' },
  limit: { en: 'limit', zh: '极限' },
} satisfies Record<string, Words>;

/** Where a run's drawing is shown. */
export const picture = (language: Language, file: string): string =>
  `![${words.drawing[language]}](${file})`;

/** A run's tables: what is between the marks of docs/performance.md. */
export function markdown(run: Run, language: Language): string {
  const say = ({ [language]: text }: Words) => text;
  const outcomes = Object.values(run.outcomes);
  const rows = outcomes.flatMap(({ measurements }) =>
    measurements.flatMap((measurement) => sides(measurement, say)),
  );
  const figures = (Object.entries(run.outcomes) as [CaseName, Outcome][]).flatMap(
    ([name, outcome]) =>
      outcome.figures.map((figure, index) => [
        index === 0 ? say(cases[name].title) : '',
        ...verdict(figure, say),
      ]),
  );
  const machine = machineLine(run.machine);
  const when = run.at.slice(0, 10);
  return [
    language === 'en'
      ? `${machine}; ${when}, revision ${run.revision}, the middle of ${run.rounds} rounds.`
      : `${machine};${when},版本 ${run.revision},取 ${run.rounds} 轮的中位数。`,
    table([['', ...[words.figure, words.value, words.aim, words.reached].map(say)], ...figures]),
    ...(rows.length === 0
      ? []
      : [table([[say(words.work), '', ...columns.map(({ head }) => say(head))], ...rows])]),
  ].join('\n\n');
}

type Say = (words: Words) => string;

function sides({ what, limit, easel }: Measurement, say: Say): string[][] {
  const ofLimit =
    limit && columns.map((column) => (column.limit ? digits(column.limit(limit)) : ''));
  const ofEasel = easel && columns.map((column) => digits(column.easel(easel)));
  return [
    ...(ofLimit ? [[say(what), say(words.limit), ...ofLimit]] : []),
    ...(ofEasel ? [[ofLimit ? '' : say(what), 'Easel', ...ofEasel]] : []),
  ];
}

const verdict = (figure: Figure, say: Say) => [
  say(figure.what),
  shown(figure),
  aim(figure),
  byReach(figure, [say(words.yes), say(words.no), '']),
];

function table([heads = [], ...rows]: string[][]): string {
  const lines = [heads, heads.map((_, column) => (column < 2 ? '---' : '--:')), ...rows];
  return [
    '<!-- prettier-ignore -->', // as the bench writes it
    ...lines.map((line) => `| ${line.join(' | ')} |`),
  ].join('\n');
}
