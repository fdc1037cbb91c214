import type { Proof, Verdict } from './contract.js';

/** A verdict for people: one line when it holds; when not, also why, what the checks said, and what was printed. */
export function verdictLines({ step, proof, ok, why, results, transcript, tookMs }: Verdict): string[] {
  const head = `  ${ok ? 'ok  ' : 'FAIL'} ${step}: ${proofInWords(proof)} (${(tookMs / 1000).toFixed(1)} s)`;
  if (ok) return [head];
  const evidence = (results ?? []).flatMap((result, index) => [
    `       check ${index + 1}: ${result?.status ?? 'not looked at'}`,
    ...(result?.evidence ?? []).map(({ code, says }) => `         [${code}] ${says}`),
  ]);
  const printed = transcript
    ? ['       printed:', ...visible(transcript).map((line) => `         ${line}`)]
    : [];
  return [head, ...(why ? [`       ${why}`] : []), ...evidence, ...printed];
}

/** A proof in a few words. */
function proofInWords(proof: Proof): string {
  switch (proof.state) {
    case 'before':
      return 'fails before';
    case 'solution':
      return 'passes after the solution';
    case 'alternative':
      return `passes after: ${proof.about}`;
    case 'wrong':
      return `names the mistake (${proof.feedback}): ${proof.about}`;
  }
}

/** The last lines of what was printed, without escape sequences. */
function visible(transcript: string): string[] {
  const text = transcript

    .replace(/\x1b(\][^\x07\x1b]*(\x07|\x1b\\)|[[(][0-9;?]*[ -/]*[@-~]|[=>])/g, '')
    .replaceAll('\r', '');
  return text.split('\n').slice(-20);
}
