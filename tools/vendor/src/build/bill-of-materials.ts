import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { VendorError } from '../vendor-error.js';

interface Image {
  /** `gateway` */
  name: string;
  /** Whose dependencies it holds: `apps/gateway`. */
  workspace: string;
  release: string;
}

/**
 * What of npm's registry an image holds, by the lock file: CycloneDX, JSON. The same lock file gives the same text.
 * @throws VendorError when npm cannot read the lock file
 */
export async function billOfMaterials(checkout: string, image: Image): Promise<string> {
  const { name, workspace, release } = image;
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];
  try {
    const { stdout } = await promisify(execFile)('npm', [...args, '--workspace', workspace], {
      cwd: checkout,
      maxBuffer: 64 * 2 ** 20,
      // What npm was told for the project that it runs this for is not meant for the copy.
      env: Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key))),
    });
    return JSON.stringify(ofImage(JSON.parse(stdout) as Bill, { name, release }), null, 1);
  } catch (cause) {
    throw new VendorError(`npm cannot say what easel/${name} holds`, { cause });
  }
}

interface Bill {
  serialNumber: string | undefined;
  metadata: { timestamp: string | undefined; component: object };
}

/** npm speaks of the checkout, and of the moment. */
function ofImage(bill: Bill, { name, release }: Pick<Image, 'name' | 'release'>): Bill {
  const about = { type: 'container', name: `easel/${name}`, version: release };
  const component = { ...bill.metadata.component, ...about };
  const metadata = { ...bill.metadata, timestamp: undefined, component };
  return { ...bill, serialNumber: undefined, metadata };
}
