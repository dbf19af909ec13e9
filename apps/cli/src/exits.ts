/** How `easel` ends. Scripts lean on these: a number keeps its meaning. */
export const exits = {
  done: 0,
  refused: 1,
  usage: 2,
  needsYes: 3,
  notLoggedIn: 4,
  outOfReach: 5,
  picturesFailed: 6,
  cancelled: 7,
  /** `install.py` takes the image away again that said this. */
  otherVendor: 8,
  /** Ctrl-C, as shells have it. */
  interrupted: 130,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];
