/** An IPv4 network. Addresses are unsigned 32 bit numbers. */
export interface Subnet {
  base: number;
  prefix: number;
}

/** The number of "172.17.0.2"; undefined for anything else. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** "172.17.0.2" of its number. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

const mask = (prefix: number) => (prefix === 0 ? 0 : (~0 << (32 - prefix)) >>> 0);

/** Reads "172.17.0.0/16"; undefined when it is not that. Host bits are cleared. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const base = parseAddress(address);
  if (base === undefined || rest.length > 0 || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32)
    return undefined;
  return { base: (base & mask(Number(prefix))) >>> 0, prefix: Number(prefix) };
}

/** "172.17.0.0/16" of a subnet. */
export function formatSubnet({ base, prefix }: Subnet): string {
  return `${formatAddress(base)}/${prefix}`;
}

/** True when the address lies in the subnet. */
export function contains({ base, prefix }: Subnet, address: number): boolean {
  return (address & mask(prefix)) >>> 0 === base;
}

/** True when two subnets share addresses. */
export function overlaps(a: Subnet, b: Subnet): boolean {
  return contains(a, b.base) || contains(b, a.base);
}

/** Number of addresses of a subnet. */
export function subnetSize({ prefix }: Subnet): number {
  return 2 ** (32 - prefix);
}

/** The pools that the engine takes subnets of user networks from, in its order. */
export function* defaultPools(): Generator<Subnet> {
  for (let second = 17; second < 32; second++)
    yield { base: ((172 << 24) | (second << 16)) >>> 0, prefix: 16 };
  for (let third = 0; third < 256; third += 16)
    yield { base: ((192 << 24) | (168 << 16) | (third << 8)) >>> 0, prefix: 20 };
}
