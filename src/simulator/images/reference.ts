/** A name of an image, fully qualified: docker.io/library/nginx:1.27-alpine. */
export interface Reference {
  domain: string;
  path: string;
  tag?: string;
  /** "sha256:..." */
  digest?: string;
}

/** The text is not the name of an image; the message is the engine's. */
export class ReferenceError extends Error {
  override readonly name = 'ReferenceError';
}

const defaultDomain = 'docker.io';
const officialPrefix = 'library/';
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const pathPattern = new RegExp(`^${component}(?:/${component})*$`);
const domainPattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?$/;
const tagPattern = /^[\w][\w.-]{0,127}$/;
const digestPattern = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;

/** Reads a name as the docker command takes it. Throws ReferenceError. */
export function parseReference(text: string): Reference {
  const [withTag = '', digest, ...more] = text.split('@');
  if (withTag === '' || more.length > 0 || (digest !== undefined && !digestPattern.test(digest)))
    throw new ReferenceError('invalid reference format');
  const slash = withTag.indexOf('/');
  const first = slash < 0 ? '' : withTag.slice(0, slash);
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  const domain = isDomain ? first : defaultDomain;
  const rest = isDomain ? withTag.slice(slash + 1) : withTag;
  const [remote = '', tag, ...extra] = rest.split(':');
  if (remote.toLowerCase() !== remote) {
    const shown = domain === defaultDomain && !remote.includes('/') ? `${officialPrefix}${remote}` : remote;
    throw new ReferenceError(`invalid reference format: repository name (${shown}) must be lowercase`);
  }
  const path = domain === defaultDomain && !remote.includes('/') ? `${officialPrefix}${remote}` : remote;
  const good = pathPattern.test(path) && domainPattern.test(domain) && extra.length === 0;
  if (!good || (tag !== undefined && !tagPattern.test(tag)))
    throw new ReferenceError('invalid reference format');
  return { domain, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** The repository as people write it: "nginx", "shop/web", "localhost:5001/shop/api". */
export function familiarName({ domain, path }: Pick<Reference, 'domain' | 'path'>): string {
  if (domain !== defaultDomain) return `${domain}/${path}`;
  return path.startsWith(officialPrefix) ? path.slice(officialPrefix.length) : path;
}

/** The name as people write it, with tag or digest. */
export function familiar(reference: Reference): string {
  const name = familiarName(reference);
  if (reference.digest) return `${name}${reference.tag ? `:${reference.tag}` : ''}@${reference.digest}`;
  return reference.tag ? `${name}:${reference.tag}` : name;
}

/** With the tag "latest" when there is neither tag nor digest. */
export function tagged(reference: Reference): Reference {
  return reference.tag || reference.digest ? reference : { ...reference, tag: 'latest' };
}
