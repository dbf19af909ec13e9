import { spawnSync } from 'node:child_process';
import { checkout } from './checkout.js';
import { images, referenceOf } from './image.js';

/**
 * Builds every image of this checkout, with the edition that its code is.
 * @returns whether all are there.
 */
export function build(release: string): boolean {
  return images.every(({ name, target, workspace }) => {
    const asked = ['--build-arg', `PACKAGE=${workspace}`, '--build-arg', `RELEASE=${release}`];
    const tag = referenceOf(name, release);
    const args = ['build', '-f', 'deploy/Dockerfile', '--target', target, '-t', tag, ...asked, '.'];
    return spawnSync('docker', args, { cwd: checkout, stdio: 'inherit' }).status === 0;
  });
}
