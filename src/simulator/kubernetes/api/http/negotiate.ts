import { ApiError } from '../../contract.js';

/** How the client wants its answer. */
export interface Wanted {
  format: 'json' | 'yaml';
  /** Table or PartialObjectMetadata(List) instead of the objects themselves. */
  as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
}

function parameters(text: string): { type: string; values: Record<string, string> } {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  return { type, values: Object.fromEntries(rest.map((part) => part.split('=', 2) as [string, string])) };
}

const shown =
  'application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';

/** Picks the first form of the Accept header that the server can give. Throws 406 when there is none. */
export function negotiate(accept: string | undefined): Wanted {
  if (!accept) return { format: 'json' };
  for (const one of accept.split(',')) {
    const { type, values } = parameters(one);
    const as = values['as'];
    // Protobuf answers are never needed: every client that asks for them also takes JSON.
    if (!['application/json', 'application/yaml', '*/*', 'application/*'].includes(type)) continue;
    const format = type === 'application/yaml' ? 'yaml' : 'json';
    if (as === undefined) return { format };
    if (values['g'] !== 'meta.k8s.io' || !['v1', 'v1beta1'].includes(values['v'] ?? '')) continue;
    if (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')
      return { format, as };
  }
  if (/as=/.test(accept))
    throw new ApiError(
      406,
      'NotAcceptable',
      'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    );
  if (/protobuf/.test(accept)) return { format: 'json' };
  throw new ApiError(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${shown}`, {});
}
