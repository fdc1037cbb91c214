import type { LabelSelector, Pod, Claim, PersistentVolume, StorageClass } from '../lib/types.js';
import type { NodeInfo } from './node-info.js';

/** What can make a pod that was refused fit: each filter names what helps it. */
export type ClusterEvent = 'node' | 'pod-gone' | 'pod-assigned' | 'storage';

/** All that a pod is placed by, at one moment. */
export interface Snapshot {
  nodes: readonly NodeInfo[];
  namespaceLabels(name: string): Record<string, string> | undefined;
  claim(namespace: string, name: string): Claim | undefined;
  volume(name: string): PersistentVolume | undefined;
  volumes(): Iterable<PersistentVolume>;
  storageClass(name: string): StorageClass | undefined;
}

/** Why a node does not take a pod. */
export interface Refusal {
  reasons: readonly string[];
  /** Removing other pods would not help. */
  unresolvable: boolean;
}

/** Judges one node for the pod that the check was made for; undefined means that it fits. */
export type NodeCheck = (node: NodeInfo) => Refusal | undefined;

/** A reason against a pod that holds for all nodes. */
export interface Rejection {
  reject: string;
}

/** Looks at a pod once: gives how to judge nodes for it, nothing when it has no say, or why no node will do. */
export interface Filter {
  name: string;
  helpedBy: readonly ClusterEvent[];
  prepare(pod: Pod, snapshot: Snapshot): NodeCheck | Rejection | undefined;
}

/** Compares the nodes that fit; 0 to 100 each after its own normalising. */
export interface Score {
  name: string;
  weight: number;
  /** Gives one number for each node, or nothing when it has no say. */
  score(pod: Pod, nodes: readonly NodeInfo[], snapshot: Snapshot): number[] | undefined;
}

export const refuse = (...reasons: string[]): Refusal => ({ reasons, unresolvable: false });
export const refuseForGood = (...reasons: string[]): Refusal => ({ reasons, unresolvable: true });

export const maxScore = 100;

/** Brings numbers to 0..100 by the largest; turned round when less is better. */
export function normalized(raw: readonly number[], lessIsBetter = false): number[] {
  const most = Math.max(0, ...raw);
  if (most === 0) return raw.map(() => (lessIsBetter ? maxScore : 0));
  return raw.map((value) => {
    const share = Math.floor((value * maxScore) / most);
    return lessIsBetter ? maxScore - share : share;
  });
}

/** A selector with the pod's own values of these labels added (matchLabelKeys). */
export function withLabelKeys(
  selector: LabelSelector | undefined,
  keys: readonly string[] | undefined,
  pod: Pod,
): LabelSelector | undefined {
  if (!keys?.length) return selector;
  const own = keys.flatMap((key) => {
    const value = pod.metadata.labels?.[key];
    return value === undefined ? [] : [{ key, operator: 'In', values: [value] }];
  });
  return { ...selector, matchExpressions: [...(selector?.matchExpressions ?? []), ...own] };
}
