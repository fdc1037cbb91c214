import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const year = 365 * 86_400_000;

/** A certificate with its key, as PEM text. */
export interface Identity {
  certificate: string;
  key: string;
}

/** The certificate authority of a cluster. */
export interface Authority {
  /** PEM */
  certificate: string;
  /** A certificate for a client: user name and groups. */
  client(user: string, groups: readonly string[], days?: number): Promise<Identity>;
  server(name: string, addresses: readonly string[]): Promise<Identity>;
  /** Signs a certificate request (PEM) as a client certificate. */
  sign(request: string, seconds: number): Promise<string>;
}

const dateFrom = (now: number, ms: number) => new Date(now + ms);
const serial = () => Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex');

async function pem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

const quote = (value: string) => value.replace(/[\\,+"<>;=#]/g, (c) => `\\${c}`);

/** Makes a new authority. `now`: milliseconds since the epoch. */
export async function createAuthority(now: () => number): Promise<Authority> {
  const generate = async () => await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const keys = await generate();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=kubernetes',
    notBefore: dateFrom(now(), -300_000),
    notAfter: dateFrom(now(), 10 * year),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const issue = async (
    subject: string,
    publicKey: webcrypto.CryptoKey,
    ms: number,
    usage: 'client' | 'server',
    names: x509.GeneralName[] = [],
  ) => {
    const eku = usage === 'client' ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject,
      issuer: root.subject,
      notBefore: dateFrom(now(), -300_000),
      notAfter: dateFrom(now(), ms),
      signingAlgorithm: algorithm,
      publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([eku]),
        ...(names.length ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    });
    return `${certificate.toString('pem')}\n`;
  };
  const subjectOf = (user: string, groups: readonly string[]) =>
    [...groups.map((group) => `O=${quote(group)}`), `CN=${quote(user)}`].join(', ');
  return {
    certificate: `${root.toString('pem')}\n`,
    async client(user, groups, days = 365) {
      const own = await generate();
      const certificate = await issue(subjectOf(user, groups), own.publicKey, days * 86_400_000, 'client');
      return { certificate, key: await pem(own) };
    },
    async server(name, addresses) {
      const own = await generate();
      const names = addresses.map(
        (address) => new x509.GeneralName(/^[\d.]+$/.test(address) ? 'ip' : 'dns', address),
      );
      const certificate = await issue(`CN=${name}`, own.publicKey, year, 'server', names);
      return { certificate, key: await pem(own) };
    },
    async sign(request, seconds) {
      const csr = new x509.Pkcs10CertificateRequest(request);
      const key = (await csr.publicKey.export()) as webcrypto.CryptoKey;
      return issue(csr.subject, key, seconds * 1000, 'client');
    },
  };
}
