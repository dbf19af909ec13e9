import type { Measurement } from '../cases/case.js';
import { parts, type Part } from '../easel/easel.js';
import type { EaselSide, LimitSide } from '../subjects/side.js';
import type { Language, Words } from '../words.js';
import { stackedBars, type Chart } from './bars.js';
import type { Run } from './run.js';

const words = {
  cpu: { en: 'CPU of one request', zh: '每个请求的 CPU 时间' },
  stages: {
    en: 'One answer, stage by stage, on average',
    zh: '一次回答中各阶段的平均耗时',
  },
  limit: { en: 'limit', zh: '极限' },
  easel: { en: 'Easel', zh: 'Easel' },
} satisfies Record<string, Words>;

const limitColour = '#8a8d91';
const partColours: Record<Part, string> = {
  lanes: '#3b6ea5',
  inference: '#e07b21',
  gateway: '#3f8f4f',
  licensing: '#9c5fa8',
};
const stageColours = {
  parse: '#9c5fa8',
  queue: '#8a8d91',
  decode: '#e07b21',
  infer: '#3b6ea5',
};
const rest: Words = { en: 'all else', zh: '其余' };

/** Where the time goes, as far as a run measured it: CPU by service beside the limit, one answer by stage. */
export function drawing({ outcomes }: Run, language: Language): string {
  const say = ({ [language]: text }: Words) => text;
  const both = Object.values(outcomes)
    .flatMap(({ measurements }) => measurements)
    .filter(hasBoth);
  const cpu: Chart = {
    title: say(words.cpu),
    colours: { [say(words.limit)]: limitColour, ...partColours },
    groups: both.map(({ what, limit, easel }) => ({
      title: say(what),
      bars: [
        {
          label: say(words.limit),
          parts: [{ name: say(words.limit), value: limit.cpuMs }],
        },
        {
          label: say(words.easel),
          parts: parts
            .toSorted((a, b) => easel.cpuByPart[b] - easel.cpuByPart[a])
            .map((part) => ({ name: part, value: easel.cpuByPart[part] })),
        },
      ],
    })),
  };
  const single = outcomes.alone?.measurements.filter(hasBoth) ?? [];
  const stages: Chart = {
    title: say(words.stages),
    colours: { ...stageColours, [say(rest)]: '#3f8f4f', [say(words.limit)]: '#555' },
    groups: single.map(({ what, limit, easel }) => ({
      title: say(what),
      bars: [
        {
          label: say(words.limit),
          parts: [{ name: say(words.limit), value: limit.mean }],
        },
        { label: say(words.easel), parts: stagesOf(easel, say(rest)) },
      ],
    })),
  };
  return stackedBars([cpu, stages].filter(({ groups }) => groups.length > 0));
}

function hasBoth(
  measurement: Measurement,
): measurement is Measurement & { limit: LimitSide; easel: EaselSide } {
  return measurement.limit !== undefined && measurement.easel !== undefined;
}

/** What the stages do not cover is sockets, gRPC, and the caller's own end. */
function stagesOf({ stages, mean }: EaselSide, other: string) {
  const known = Object.keys(stageColours).map((name) => ({ name, value: stages[name] ?? 0 }));
  const covered = known.reduce((sum, { value }) => sum + value, 0);
  return [...known, { name: other, value: Math.max(0, mean - covered) }];
}
