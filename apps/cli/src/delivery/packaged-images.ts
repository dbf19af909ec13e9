import type { PackageManifest } from '@easel/package';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';

type PackagedImage = PackageManifest['images'][number];

/** The images that a package brings, as this host's Docker has them. */
export class PackagedImages {
  readonly #ground: Pick<Ground, 'engine' | 'work'>;
  readonly #release: string;
  readonly #images: PackagedImage[];

  constructor(
    ground: Pick<Ground, 'engine' | 'work'>,
    { release, images }: Pick<PackageManifest, 'release' | 'images'>,
  ) {
    this.#ground = ground;
    this.#release = release;
    this.#images = images;
  }

  async areHere(): Promise<boolean> {
    const found = await Promise.all(this.#images.map((image) => this.#find(image)));
    return found.every((state) => state === 'here');
  }

  /** @throws Failure where Docker has not taken one of them. */
  async requireHere(): Promise<void> {
    for (const image of this.#images)
      if ((await this.#find(image)) !== 'here')
        throw new Failure(exits.refused, messages.imageNotLoaded(image.reference));
  }

  /**
   * Loading moves names. Containers would be made anew of the other images sooner or later, unrehearsed and with no way
   * back.
   * @throws Failure where a release that is in use here has others of the same names
   */
  async requireOwnRelease(): Promise<void> {
    const { work } = this.#ground;
    const users = [work.host, ...(await work.stacks())];
    if (!users.some(({ release }) => release === this.#release)) return;
    for (const image of this.#images.filter(({ reference }) => reference.startsWith('easel/')))
      if ((await this.#find(image)) === 'other')
        throw new Failure(exits.refused, messages.otherBuild(image.reference, this.#release));
  }

  /** By when it was made, too: an engine that keeps images as containerd does has ids of its own. */
  async #find({ reference, id, created }: PackagedImage): Promise<'here' | 'other' | 'none'> {
    const image = await this.#ground.engine.image(reference);
    if (!image) return 'none';
    return image.Id === id || image.Created === created ? 'here' : 'other';
  }
}
