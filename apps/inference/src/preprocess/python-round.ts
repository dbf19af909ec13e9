/** Python's `round`: halves go to the even neighbour. Crop offsets must fall where Pillow and torchvision put them. */
export function pythonRound(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
