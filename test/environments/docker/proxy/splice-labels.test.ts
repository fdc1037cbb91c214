import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spliceLabels } from '../../../../src/environments/docker/proxy/splice-labels.js';

const ours = { 'dev.kube-tutor': '1' };

describe('labels in a create request', () => {
  it('are added without touching the writing of anything else', () => {
    const body =
      '{"HostConfig": {"Memory":9223372036854775807, "CpuShares":1.0e2},\n "Labels" : {"a":"b"} ,"Tty":false}\n';
    expect(spliceLabels(body, ours)).toBe(
      '{"HostConfig": {"Memory":9223372036854775807, "CpuShares":1.0e2},\n "Labels" : {"a":"b","dev.kube-tutor":"1"} ,"Tty":false}\n',
    );
  });

  it.each([
    ['{}', '{"Labels":{"dev.kube-tutor":"1"}}'],
    ['{"Labels":null}', '{"Labels":{"dev.kube-tutor":"1"}}'],
    ['{"Labels":{}}', '{"Labels":{"dev.kube-tutor":"1"}}'],
    ['{"labels":{"a":"b"}}', '{"labels":{"a":"b","dev.kube-tutor":"1"}}'],
    ['{"Config":{"Labels":{"a":"b"}}}', '{"Config":{"Labels":{"a":"b"}},"Labels":{"dev.kube-tutor":"1"}}'],
    ['{"Labels":{"dev.kube-tutor":"no"}}', '{"Labels":{"dev.kube-tutor":"no","dev.kube-tutor":"1"}}'],
  ])('%s becomes %s', (before, after) => expect(spliceLabels(before, ours)).toBe(after));

  it.each(['', 'null', '[]', '{', '"x"'])('leave %j alone: the engine says what is wrong', (body) => {
    expect(spliceLabels(body, ours)).toBe(body);
  });

  it('are merged into any object, however it is written', () => {
    const labels = fc.option(fc.dictionary(fc.string(), fc.string()));
    const key = fc.string().filter((one) => one.toLowerCase() !== 'labels' && one !== '__proto__');
    const rest = fc.dictionary(key, fc.jsonValue());
    fc.assert(
      fc.property(rest, labels, fc.constantFrom(0, 2), fc.boolean(), (body, old, indent, first) => {
        const text = JSON.stringify(
          first ? { Labels: old, ...body } : { ...body, Labels: old },
          null,
          indent,
        );
        const got = JSON.parse(spliceLabels(text, ours)) as object;
        expect(got).toEqual(JSON.parse(JSON.stringify({ ...body, Labels: { ...old, ...ours } })));
      }),
    );
  });
});
