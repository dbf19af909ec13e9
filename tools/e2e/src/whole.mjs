// Run inside an image: says which modules of Easel name something that is not there, and which packages cannot be loaded.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const lacking = [];
const packages = new Set();
for (const file of globSync('/easel/{apps,libs}/*/dist/**/*.js')) {
  const named = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\(?)\s*'([^'\n]+)'/g);
  for (const [, from] of named) {
    if (from.startsWith('node:')) continue;
    try {
      const url = import.meta.resolve(from, pathToFileURL(file).href);
      if (!existsSync(fileURLToPath(url))) throw new Error('no such file');
      if (!from.startsWith('.') && !from.startsWith('@easel/')) packages.add(url);
    } catch (error) {
      lacking.push(`${file}: ${from}: ${error.message}`);
    }
  }
}
for (const url of packages)
  await import(url).catch((error) => lacking.push(`${url}: ${error.message}`));
console.log(JSON.stringify({ packages: packages.size, lacking }));
