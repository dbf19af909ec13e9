import { describe, expect, it } from 'vitest';
import type { Way } from '../lanes/protocol.js';
import { tune, type Room } from './tune.js';

const room: Room = { cores: 4, lanes: 4, places: Infinity };
const name = ({ lanes, threads, batch }: Way) => `${lanes}x${threads}/${batch}`;

/** Measures what a table says; a list is answered one after another, what is not in it fails. */
function fake(table: Record<string, number | number[]>) {
  const asked: string[] = [];
  const measure = (way: Way) => {
    asked.push(name(way));
    const figure = table[name(way)];
    return Promise.resolve(Array.isArray(figure) ? figure.shift() : figure);
  };
  return { measure, asked };
}

const bestOf = async (table: Record<string, number | number[]>, where = room) => {
  const found = await tune(where, fake(table).measure);
  return found && name(found.best);
};

describe('tuning', () => {
  it('takes the way with the most images a second', async () => {
    const table = {
      '4x1/1': 100,
      '2x2/1': 130,
      '1x4/1': 120,
      '2x2/2': 150,
      '2x2/4': 170,
      '2x2/8': 165,
    };
    expect(await bestOf(table)).toBe('2x2/4');
  });

  it('stays with one thread and one picture where the gain is below 5 %', async () => {
    expect(
      await bestOf({ '4x1/1': 100, '2x2/1': 104, '1x4/1': 103, '4x1/2': 104, '4x1/4': 104 }),
    ).toBe('4x1/1');
  });

  it('lets the winner win again, in turn with one thread and one picture, the best of each counting', async () => {
    const others = { '2x2/1': 60, '4x1/4': 90 };
    const caughtUp = { '4x1/1': [100, 90, 140, 90], '4x1/2': [120, 121, 119, 110], ...others };
    expect(await bestOf(caughtUp)).toBe('4x1/1');
    const slowed = { '4x1/1': [100, 90, 95, 90], '4x1/2': [120, 80, 80, 80], ...others };
    expect(await bestOf(slowed)).toBe('4x1/2');
  });

  it('tries nothing further in a direction that has become hopeless', async () => {
    const { measure, asked } = fake({ '4x1/1': 100, '2x2/1': 80, '4x1/2': 70 });
    await tune(room, measure);
    expect(asked).toEqual(['4x1/1', '2x2/1', '4x1/2']);
  });

  it('lists everything that it tried, with the figures', async () => {
    const { measure } = fake({ '4x1/1': 100, '2x2/1': 80, '4x1/2': 101, '4x1/4': 70 });
    const found = await tune(room, measure);
    expect(found?.trials.map((trial) => [name(trial), trial.imagesPerSecond])).toEqual([
      ['4x1/1', 100],
      ['2x2/1', 80],
      ['4x1/2', 101],
      ['4x1/4', 70],
    ]);
  });

  it('keeps what it has when a way fails', async () => {
    expect(await bestOf({ '4x1/1': 100 })).toBe('4x1/1');
    expect(await bestOf({})).toBeUndefined();
  });

  it.each<[string, Partial<Room>, string[]]>([
    ['a model of one place', { places: 1 }, ['4x1/1', '2x2/1', '1x4/1']],
    ['a model of four places', { places: 4 }, ['4x1/1', '2x2/1', '1x4/1', '4x1/4']],
    ['one core', { cores: 1, lanes: 1, places: 1 }, ['1x1/1']],
    ['six cores', { cores: 6, lanes: 6, places: 1 }, ['6x1/1', '3x2/1', '1x4/1', '1x6/1']],
    ['fewer lanes than cores', { lanes: 1, places: 1 }, ['1x1/1', '1x2/1', '1x4/1']],
    ['more lanes than cores', { cores: 2, lanes: 8, places: 1 }, ['2x1/1', '1x2/1']],
  ])('knows what there is to try: %s', async (_, less, ways) => {
    const { measure, asked } = fake(Object.fromEntries(ways.map((way) => [way, 100])));
    await tune({ ...room, ...less }, measure);
    expect(asked).toEqual(ways);
  });

  it('makes no picture wait half a second for its neighbours', async () => {
    const { measure, asked } = fake({ '4x1/1': 20, '2x2/1': 1, '4x1/2': 20.5, '4x1/4': 22 });
    await tune(room, measure);
    expect(asked).toEqual(['4x1/1', '2x2/1', '4x1/2']); // 200 ms a picture
  });
});
