/** "2 Insufficient cpu, 1 node(s) were unschedulable" in the order that the real one sorts: by the text with its number. */
export function histogram(reasons: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, number]) => `${number} ${reason}`)
    .sort()
    .join(', ');
}

/** The message of a pod that no node takes (framework.FitError): first why, then what preemption found. */
export function fitError(nodes: number, why: string, after: string): string {
  if (nodes === 0) return `no nodes available to schedule pods`;
  return `0/${nodes} nodes are available: ${why}.${after ? ` ${after}` : ''}`;
}

/** What preemption adds when it finds no node, by the outcome for each. */
export function preemptionError(nodes: number, outcomes: Iterable<string>): string {
  return `no new claims to deallocate, preemption: 0/${nodes} nodes are available: ${histogram(outcomes)}.`;
}

export const notHelpful = 'Preemption is not helpful for scheduling';
export const noVictims = 'No preemption victims found for incoming pod';
