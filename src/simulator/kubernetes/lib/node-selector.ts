import { matchesRequirement } from './selector.js';
import type { Node, NodeSelector, NodeSelectorTerm, PodSpec } from './types.js';

/** Whether a node fits one term: all its expressions on labels and on metadata.name. An empty term fits nothing. */
export function matchesTerm(term: NodeSelectorTerm, { metadata }: Pick<Node, 'metadata'>): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => matchesRequirement(requirement, metadata.labels)) &&
    matchFields.every((requirement) => matchesRequirement(requirement, { 'metadata.name': metadata.name }))
  );
}

/** Whether a node fits any of the terms. */
export function matchesNodeSelector(selector: NodeSelector, node: Pick<Node, 'metadata'>): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** Whether a pod's nodeSelector and required node affinity let it run on a node. */
export function fitsNode({ nodeSelector, affinity }: PodSpec, node: Pick<Node, 'metadata'>): boolean {
  const labels = node.metadata.labels ?? {};
  const pairs = Object.entries(nodeSelector ?? {});
  if (!pairs.every(([key, value]) => labels[key] === value)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || matchesNodeSelector(required, node);
}
