/** Numbers that makers and hypervisors leave where a serial should be: the same on thousands of machines. */
const stock = new Set([
  '0123456789',
  '1234567890',
  '123456789',
  '0123456789abcdef',
  '123456789abcdef',
  'mb1234567890',
  '03000200040005000006000700080009',
  '00020003000400050006000700080009',
  '123456781234567890abcddeefaabbcc',
]);

/** QEMU numbers the disks of every guest alike. */
const qemuDisk = /\bqm0000\d$/;

/**
 * True when a serial (trimmed, lower case) says nothing of this one machine: a stock number, one character over and
 * over, or no digit at all ("To be filled by O.E.M.", "None", "Default string").
 */
export function isPlaceholder(value: string): boolean {
  const bare = value.replaceAll(/[-_.: ]/g, '');
  return (
    bare.length < 3 ||
    !/\d/.test(bare) ||
    /^(.)\1*$/.test(bare) ||
    stock.has(bare) ||
    qemuDisk.test(value)
  );
}

/** True for an address (lower case, colons) burnt into a card: neither a group's nor locally administered. */
export function isHardwareAddress(value: string): boolean {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(value)) return false;
  const first = Number.parseInt(value.slice(0, 2), 16);
  return (first & 0b11) === 0 && value !== '00:00:00:00:00:00';
}
