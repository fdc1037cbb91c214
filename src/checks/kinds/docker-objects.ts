import type { DockerKind } from '../../environments/contract.js';
import { explainContainer } from '../docker/container.js';
import { evaluateObject, objectTitle } from '../docker/evaluate.js';
import { plainEvidence, type Explain } from '../docker/evidence.js';
import type { CheckKind } from './kind.js';

/** Objects of the engine differ only in how their mismatches are explained. The subject is the inspect output. */
function objectKind<K extends DockerKind>(explain: Explain): CheckKind<K> {
  return {
    title: objectTitle,
    triggers: ['docker'],
    drifts: () => false,
    evaluate: (check, context) => evaluateObject(check, context, explain),
  };
}

const plainly =
  (kind: DockerKind): Explain =>
  (name, mismatches) =>
    plainEvidence(kind, name, mismatches);

export const containerKind = objectKind<'container'>(explainContainer);
export const imageKind = objectKind<'image'>(plainly('image'));
export const networkKind = objectKind<'network'>(plainly('network'));
export const volumeKind = objectKind<'volume'>(plainly('volume'));
