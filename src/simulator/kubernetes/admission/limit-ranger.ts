import type { Fields } from '../contract.js';
import { addQuantities, compareQuantities, parseQuantity } from '../schema/quantity.js';
import { asFields, at, fields, objects, setDefault, sub, text } from '../schema/value.js';
import { forbidden } from '../api/errors.js';
import type { AdmissionStep, Context } from '../api/objects/context.js';

function limitsOf(context: Context, namespace: string | undefined): Fields[] {
  return context.store
    .list('limitranges', { namespace: namespace ?? '' })
    .items.flatMap((one) => objects(at(asFields(one), 'spec', 'limits')));
}

const containersOf = (object: Fields) =>
  ['initContainers', 'containers'].flatMap((name) => objects(at(object, 'spec', name)));

const amount = (map: unknown, name: string) => {
  const value = fields(map)[name];
  return value === undefined ? undefined : text(value);
};

/** What a limit says against requests and limits. */
function problems(limit: Fields, requests: Fields, limits: Fields): string[] {
  const type = text(limit['type']);
  const found: string[] = [];
  for (const [name, min] of Object.entries(fields(limit['min']))) {
    const request = amount(requests, name);
    if (request === undefined)
      found.push(`minimum ${name} usage per ${type} is ${text(min)}.  No request is specified`);
    else if (compareQuantities(request, text(min)) < 0)
      found.push(`minimum ${name} usage per ${type} is ${text(min)}, but request is ${request}`);
  }
  for (const [name, max] of Object.entries(fields(limit['max']))) {
    const value =
      amount(limits, name) ?? (type === 'PersistentVolumeClaim' ? amount(requests, name) : undefined);
    const word = type === 'PersistentVolumeClaim' ? 'request' : 'limit';
    if (value === undefined)
      found.push(`maximum ${name} usage per ${type} is ${text(max)}.  No limit is specified`);
    else if (compareQuantities(value, text(max)) > 0)
      found.push(`maximum ${name} usage per ${type} is ${text(max)}, but ${word} is ${value}`);
  }
  for (const [name, ratio] of Object.entries(fields(limit['maxLimitRequestRatio']))) {
    const [request, most] = [amount(requests, name), amount(limits, name)];
    if (request === undefined || most === undefined) continue;
    const actual = Number(parseQuantity(most)!.nano) / Number(parseQuantity(request)!.nano);
    if (actual > Number(parseQuantity(text(ratio))!.nano) / 1e9)
      found.push(
        `${name} max limit to request ratio per ${type} is ${text(ratio)}, but provided ratio is ${actual.toFixed(6)}`,
      );
  }
  return found;
}

function total(object: Fields, kind: 'requests' | 'limits'): Fields {
  const sums: Fields = {};
  for (const one of objects(at(object, 'spec', 'containers')))
    for (const [name, value] of Object.entries(fields(at(one, 'resources', kind))))
      sums[name] = addQuantities([
        ...(sums[name] === undefined ? [] : [sums[name] as string]),
        value as string,
      ]);
  return sums;
}

/** Gives containers the defaults of the namespace's LimitRanges and refuses what is outside them. */
export const limitRanger: AdmissionStep = {
  mutate({ operation, info, namespace, object }, context) {
    if (operation !== 'CREATE' || info.key !== 'pods') return;
    for (const limit of limitsOf(context, namespace).filter((one) => one['type'] === 'Container'))
      for (const one of containersOf(object)) {
        const resources = sub(one, 'resources');
        for (const [from, to] of [
          ['default', 'limits'],
          ['defaultRequest', 'requests'],
        ] as const)
          for (const [name, value] of Object.entries(fields(limit[from])))
            setDefault(sub(resources, to), name, value);
      }
  },
  validate({ operation, info, name, namespace, object }, context) {
    if (operation !== 'CREATE' || (info.key !== 'pods' && info.key !== 'persistentvolumeclaims')) return;
    const found = limitsOf(context, namespace).flatMap((limit) => {
      const type = text(limit['type']);
      if (info.key === 'persistentvolumeclaims')
        return type === 'PersistentVolumeClaim'
          ? problems(limit, fields(at(object, 'spec', 'resources', 'requests')), {})
          : [];
      if (type === 'Container')
        return containersOf(object).flatMap((one) =>
          problems(limit, fields(at(one, 'resources', 'requests')), fields(at(one, 'resources', 'limits'))),
        );
      return type === 'Pod' ? problems(limit, total(object, 'requests'), total(object, 'limits')) : [];
    });
    if (found.length) throw forbidden(info, name, found.length === 1 ? found[0]! : `[${found.join(', ')}]`);
  },
};
