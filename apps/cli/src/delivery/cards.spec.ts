import { describe, expect, it } from 'vitest';
import { cardsOfHost } from './cards.js';

const uuid = 'GPU-5f2c1d3e-0000-4000-8000-0123456789ab';
const found = (EASEL_CARDS?: string) => cardsOfHost({ EASEL_CARDS });

describe('the cards of a host', () => {
  it('are what its nvidia-smi says', () => {
    expect(found(`NVIDIA H200, ${uuid}, 570.86.15\nTesla T4, ${uuid}, 570.86.15\n`)).toEqual([
      { name: 'NVIDIA H200', uuid, driver: '570.86.15' },
      { name: 'Tesla T4', uuid, driver: '570.86.15' },
    ]);
  });

  it('are not known where nobody said, which is not the same as none', () => {
    expect(found()).toBeUndefined();
    expect(found('')).toBeUndefined();
    expect(found('none')).toEqual([]);
  });

  it.each([
    ['NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'],
    ['No devices were found'],
    [`NVIDIA H200, ${uuid}, [N/A]`],
    [`NVIDIA H200, ${uuid}`],
    [`NVIDIA H200, GPU-1, 570.86.15`],
    [`NVIDIA H200, ${uuid}, 570.86.15\nUnable to determine the device handle for GPU1`],
    [`NVIDIA\u001b[31m, ${uuid}, 570.86.15`],
    [`NVIDIA H200, ${uuid}, 570.86.15\n`.repeat(1000)],
  ])('are none where it says anything else: %j', (said) => expect(found(said)).toEqual([]));
});
