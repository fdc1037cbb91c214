import { inspectObject } from '../docker/objects.js';
import { inParallel } from '../parallel.js';
import { engineIfAny, type Probe } from './probe.js';

/** Are the lessons' images there? */
export const imagesProbe: Probe = {
  id: 'images',
  async look(context) {
    const client = await engineIfAny(context);
    if (!client || context.images.length === 0) return [];
    const wanted = [...new Set(context.images)];
    const found = await inParallel(wanted, 8, (image) => inspectObject(client, 'image', image));
    const missing = wanted.filter((_image, index) => !found[index]);
    if (missing.length === 0)
      return [{ id: 'images', status: 'ok', says: `All ${wanted.length} images are here.` }];
    return [
      {
        id: 'images',
        status: 'warning',
        says: `${missing.length} of ${wanted.length} images are not here yet: ${missing.join(', ')}.`,
        means: 'They are pulled when a lesson starts, which needs the network.',
        fix: 'kube-tutor doctor --pull',
      },
    ];
  },
};
