/**
 * The short form of an image's name, as `docker images` shows it: without docker.io and library, with a tag.
 * "docker.io/library/nginx" -> "nginx:latest".
 */
export function familiarName(name: string): string {
  const short = name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  if (short.includes('@')) return short;
  return /:[^/]+$/.test(short) ? short : `${short}:latest`;
}
