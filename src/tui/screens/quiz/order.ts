/** An order of so many options; the same seed gives the same order. Linear congruential numbers are random enough here. */
export function optionOrder(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  let state = (seed ^ 0x9e3779b9) >>> 0;
  for (let last = count - 1; last > 0; last--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** A seed for one question: the seed of the app and the names of lesson and step. */
export function seedFor(seed: number, ...names: string[]): number {
  return [...names.join('/')].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, seed);
}
