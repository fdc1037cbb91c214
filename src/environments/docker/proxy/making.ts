import { familiarName } from '../image-name.js';

/** What a request to the engine brings into being. */
export type Making =
  | { makes: 'container' | 'network' | 'volume' }
  /** `tags`: the names it asks for. `anyTag`: names are not in the request; those of the images it makes count. */
  | { makes: 'image'; tags: string[]; anyTag: boolean };

function image(tags: (string | null)[], anyTag = false): Making {
  return { makes: 'image', anyTag, tags: tags.flatMap((tag) => (tag ? [familiarName(tag)] : [])) };
}

/** Reads off a request line what it makes; undefined for the many requests that make nothing. */
export function makingOf(method: string, url: string): Making | undefined {
  if (method !== 'POST') return undefined;
  const { pathname, searchParams } = new URL(url, 'http://docker');
  const path = pathname.replace(/^\/v\d+\.\d+\//, '/');
  const repository = searchParams.get('repo');
  const tag = searchParams.get('tag');
  const named = repository && (tag ? `${repository}:${tag}` : repository);
  switch (path) {
    case '/containers/create':
      return { makes: 'container' };
    case '/networks/create':
      return { makes: 'network' };
    case '/volumes/create':
      return { makes: 'volume' };
    case '/build':
      return image(searchParams.getAll('t'));
    case '/commit':
      return image([named]);
    case '/images/load':
      return image([]);
    case '/grpc':
      return image([], true);
    case '/images/create':
      return searchParams.has('fromSrc') ? image([named]) : undefined;
    default:
      return /^\/images\/.+\/tag$/.test(path) ? image([named]) : undefined;
  }
}
