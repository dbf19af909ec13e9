/** A grey checkerboard of 32 x 32 pixels, PNG: the smallest picture that goes through every stage. */
export const canaryPicture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAAIUlEQVR42mNogIIFUIDOZxghCnBJwPgjRcFoehhND0h8AEm8QB93YLccAAAAAElFTkSuQmCC',
  'base64',
);
