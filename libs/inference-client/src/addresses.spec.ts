import { describe, expect, it } from 'vitest';
import { Addresses, type Place } from './addresses.js';

const given = ['10.0.0.9:9401', 'dns:inference.test:9401'];

describe('the addresses of inference', () => {
  it('are those that a name has at the time, in the same order for everybody, each with its name', async () => {
    let numbers = ['10.0.0.2', '10.0.0.1', 'fd00::1'];
    const told: Place[][] = [];
    const addresses = new Addresses(
      given,
      (places) => told.push(places),
      () => Promise.resolve([...numbers]),
    );
    expect(addresses.places).toEqual([{ address: '10.0.0.9:9401' }]);
    await addresses.look();
    const name = 'inference.test';
    expect(addresses.places).toEqual([
      { address: '10.0.0.9:9401' },
      { address: '10.0.0.1:9401', name },
      { address: '10.0.0.2:9401', name },
      { address: '[fd00::1]:9401', name },
    ]);
    numbers = ['10.0.0.2'];
    await addresses.look();
    expect(told.at(-1)).toEqual([{ address: '10.0.0.9:9401' }, { address: '10.0.0.2:9401', name }]);
    addresses.close();
  });

  it('stay what they were while the name server is away', async () => {
    let away = false;
    const look = () =>
      away ? Promise.reject(new Error('EAI_AGAIN')) : Promise.resolve(['10.0.0.1']);
    const addresses = new Addresses(given, () => undefined, look);
    await addresses.look();
    away = true;
    await addresses.look();
    expect(addresses.places.map(({ address }) => address)).toEqual([
      '10.0.0.9:9401',
      '10.0.0.1:9401',
    ]);
    addresses.close();
  });
});
