import { canonical } from '../../lib/hash.js';
import type { Deployment, PodTemplate, ReplicaSet } from '../../lib/types.js';
import { byAge } from './sizes.js';

export const hashKey = 'pod-template-hash';

/** Templates never change in place, so their text is worked out once. */
const texts = new WeakMap<PodTemplate, string>();

function templateText(template: PodTemplate): string {
  let text = texts.get(template);
  if (text === undefined) {
    const labels = { ...template.metadata?.labels };
    delete labels[hashKey];
    text = canonical({
      ...template,
      metadata: { ...template.metadata, labels, creationTimestamp: undefined },
    });
    texts.set(template, text);
  }
  return text;
}

/** Whether two templates make the same pods, whatever their hash label says. */
export function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return templateText(a) === templateText(b);
}

/** The oldest replica set that has the template of the deployment, and all others. */
export function split(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): { fresh?: ReplicaSet; old: ReplicaSet[] } {
  const sorted = [...sets].sort(byAge);
  const fresh = sorted.find((set) => sameTemplate(set.spec.template, deployment.spec.template));
  return { ...(fresh && { fresh }), old: sorted.filter((set) => set !== fresh) };
}
