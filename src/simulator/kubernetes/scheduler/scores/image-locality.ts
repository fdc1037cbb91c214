import { maxScore, type Score } from '../framework.js';

const mega = 1024 * 1024;
const least = 23 * mega;
const mostPerContainer = 1000 * mega;

/** Tags default to "latest", as image names on nodes always have one. */
const withTag = (image: string) => (/[:@][^/]*$/.test(image) ? image : `${image}:latest`);

/** ImageLocality: nodes that have large images of the pod already, counted by how common the images are. */
export const imageLocality: Score = {
  name: 'ImageLocality',
  weight: 1,
  score({ spec }, nodes) {
    const images = [...(spec.initContainers ?? []), ...spec.containers].map(({ image = '' }) =>
      withTag(image),
    );
    const sizes = nodes.map(({ node }) => {
      const known = new Map<string, number>();
      for (const { names = [], sizeBytes = 0 } of node.status?.images ?? []) {
        for (const name of names) known.set(name, sizeBytes);
      }
      return images.map((image) => known.get(image) ?? known.get(`docker.io/library/${image}`) ?? 0);
    });
    const most = mostPerContainer * Math.max(1, images.length);
    return sizes.map((present) => {
      const sum = present.reduce((total, size, at) => {
        const having = sizes.filter((other) => (other[at] ?? 0) > 0).length;
        return total + Math.floor((size * having) / nodes.length);
      }, 0);
      const bounded = Math.min(most, Math.max(least, sum));
      return Math.floor((maxScore * (bounded - least)) / (most - least));
    });
  },
};
