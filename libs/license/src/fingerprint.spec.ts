import { describe, expect, it } from 'vitest';
import { fingerprintOf, observe } from './fingerprint.js';
import type { HostReading, Reading } from './host-reading.js';

const read = (...values: string[]): Reading => ({ state: 'read', values });

const machine: HostReading = {
  machineId: read('3d1219c7c4c5404aaa1f6d2a48adfda4'),
  productUuid: read('4C4C4544-0042-3510-8054-B4C04F4E3332'),
  boardSerial: read('.2B5N3N2.CNFCW0067C00AB.'),
  diskSerial: read('S4EWNX0R123456'),
  nics: read('3c:fd:fe:9e:7a:10', '3c:fd:fe:9e:7a:11'),
  developmentId: { state: 'absent' },
  gpu: { state: 'absent' },
};

const sighted = (part: keyof HostReading, ...values: string[]) =>
  observe({ ...machine, [part]: read(...values) })[part];

describe('an observation', () => {
  it('holds hashes and not one serial', () => {
    const text = JSON.stringify(observe(machine));
    expect(text).not.toMatch(/3d1219|4C4C|CNFCW|S4EW|3c:fd/i);
    expect(fingerprintOf(observe(machine)).nics).toHaveLength(2);
  });

  it('is the same whatever case and spaces the kernel writes a serial in', () => {
    expect(sighted('diskSerial', '  s4ewnx0r123456\n')).toEqual(
      sighted('diskSerial', 'S4EWNX0R123456'),
    );
  });

  it('keeps apart two parts with one value', () => {
    const { machineId, diskSerial } = observe({ ...machine, diskSerial: machine.machineId });
    expect(machineId).not.toEqual(diskSerial);
  });

  it('keeps unavailable apart from absent', () => {
    const gone = observe({ ...machine, boardSerial: { state: 'unavailable', why: 'EACCES' } });
    expect(gone.boardSerial).toEqual({ state: 'unavailable', why: 'EACCES' });
    expect(fingerprintOf(gone)).not.toHaveProperty('boardSerial');
  });

  it.each([
    'To be filled by O.E.M.',
    'Default string',
    'None',
    'Not Specified',
    'System Serial Number',
    '',
    '0',
    '00000000',
    '0123456789',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '03000200-0400-0500-0006-000700080009',
    '12345678-1234-5678-90AB-CDDEEFAABBCC',
    'QM00001',
    'QEMU HARDDISK QM00003',
  ])('leaves out what is on thousands of machines: %j', (value) => {
    expect(sighted('boardSerial', value)).toEqual({ state: 'absent' });
  });

  it.each([
    '02:42:ac:11:00:02',
    '52:54:00:12:34:56',
    '00:00:00:00:00:00',
    'ff:ff:ff:ff:ff:ff',
    '01:00:5e:00:00:fb',
    '00:11',
  ])('leaves out an address that no maker gave: %s', (address) => {
    expect(sighted('nics', address)).toEqual({ state: 'absent' });
    expect(sighted('nics', address, '3c:fd:fe:9e:7a:10')).toMatchObject({ state: 'seen' });
  });

  it('takes at most sixteen cards into a licence', () => {
    const cards = Array.from({ length: 40 }, (_, at) => `3c:fd:fe:9e:7a:${String(at + 10)}`);
    expect(fingerprintOf(observe({ ...machine, nics: read(...cards) })).nics).toHaveLength(16);
  });
});
