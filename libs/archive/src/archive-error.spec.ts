import { describe, expect, it } from 'vitest';
import { ArchiveError } from './archive-error.js';

describe('what an archive is refused for', () => {
  it('is told in the language of whoever reads it', () => {
    const error = new ArchiveError('link', 'is a hard link', { entry: 'a' });
    expect(error.message).toBe('a link: "a" is a hard link');
    expect(error.found).toBe('"a" is a hard link');
    expect(error.words('en')).toBe('a link');
    expect(error.words('zh')).toBe('包含链接');
  });

  it('is of the entry that was being read, unless it was of another', () => {
    const error = new ArchiveError('truncated', 'ends at byte 5');
    expect(error.of('a')).toMatchObject({
      message: 'cut short: "a" ends at byte 5',
      entry: 'a',
      cause: error,
    });
    expect(error.of('a').of('b').entry).toBe('a');
  });
});
