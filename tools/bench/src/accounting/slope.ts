/** How much `value` rises with each step of `at`: the straight line that fits best (least squares). */
export function slope(points: readonly { at: number; value: number }[]): number {
  const mean = (numbers: number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const [middleAt, middleValue] = [
    mean(points.map(({ at }) => at)),
    mean(points.map(({ value }) => value)),
  ];
  let [together, alone] = [0, 0];
  for (const { at, value } of points) {
    together += (at - middleAt) * (value - middleValue);
    alone += (at - middleAt) ** 2;
  }
  return together / alone;
}
