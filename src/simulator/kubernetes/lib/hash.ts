import type { Value } from '../contract.js';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Replaces digits by letters of an alphabet that spells no words (the idea of apimachinery's SafeEncodeString). */
function safeEncode(text: string): string {
  return [...text].map((char) => alphabet[(char.codePointAt(0) ?? 0) % alphabet.length]).join('');
}

/** JSON with the keys of all objects in order, without what is undefined: equal values give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner as Record<string, Value>).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}

/**
 * A short stable name for a value (FNV-1a, 32 bits): what pod-template-hash and controller revisions are named by. The
 * real one hashes a dump of Go structs, so the letters differ from it, the alphabet and length do not.
 */
export function stableHash(value: unknown, collisions = 0): string {
  let hash = 0x811c9dc5;
  const text = canonical(value) + (collisions ? String(collisions) : '');
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return safeEncode(String(hash));
}

/** Whether two values are the same JSON. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}
