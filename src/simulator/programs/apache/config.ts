import { posix } from 'node:path';
import type { Files } from '../../host/contract.js';
import { decode } from '../lib/text.js';
import { glob } from '../shell/glob.js';

/** What the Apache stand-in takes from httpd.conf. */
export interface ApacheConfig {
  serverRoot: string;
  documentRoot: string;
  ports: number[];
  serverName: string | undefined;
  index: string[];
  aliases: [string, string][];
  user: string;
  group: string;
  types: string | undefined;
}

/** The configuration is wrong; worded as httpd does. */
export class ApacheConfigError extends Error {
  override readonly name = 'ApacheConfigError';
}

const ignored =
  /^(?:LoadModule|AllowOverride|Options|Require|ErrorLog|LogLevel|LogFormat|CustomLog|TypesConfig|AddType|AddHandler|AddEncoding|ServerAdmin|ScriptAlias|RequestHeader|Header|SSL\w*|Timeout|KeepAlive\w*|MaxKeepAlive\w*|EnableSendfile|EnableMMAP|ServerTokens|ServerSignature|HostnameLookups|PidFile|AddDefaultCharset|AccessFileName|UseCanonicalName|StartServers|MinSpare\w*|MaxSpare\w*|ThreadsPerChild|MaxRequestWorkers|MaxConnectionsPerChild|ServerLimit|Mutex|FileETag|TraceEnable|SetEnvIf\w*|BrowserMatch|IndexOptions|ErrorDocument|RewriteEngine|ProxyPass\w*|DefaultRuntimeDir)$/i;

/** Reads httpd.conf and what it includes. Throws ApacheConfigError. */
export function readApacheConfig(files: Files, path: string): ApacheConfig {
  const config: ApacheConfig = {
    serverRoot: '/usr/local/apache2',
    documentRoot: '/usr/local/apache2/htdocs',
    ports: [],
    serverName: undefined,
    index: ['index.html'],
    aliases: [],
    user: 'www-data',
    group: 'www-data',
    types: undefined,
  };
  const read = (file: string) => {
    let text: string;
    try {
      text = decode(files.readFile(file));
    } catch {
      throw new ApacheConfigError(
        `httpd: Could not open configuration file ${file}: No such file or directory`,
      );
    }
    for (const [index, raw] of text.split('\n').entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#') || line.startsWith('<')) continue;
      const [name = '', ...words] = line.split(/\s+/);
      const values = words.map((word) => word.replace(/^"(.*)"$/, '$1'));
      const [first = ''] = values;
      switch (name.toLowerCase()) {
        case 'serverroot':
          config.serverRoot = first;
          break;
        case 'documentroot':
          config.documentRoot = posix.resolve(config.serverRoot, first);
          break;
        case 'listen':
          config.ports.push(Number(first.replace(/^.*:/, '')));
          break;
        case 'servername':
          config.serverName = first;
          break;
        case 'directoryindex':
          config.index = values;
          break;
        case 'alias':
          config.aliases.push([first, values[1] ?? '']);
          break;
        case 'user':
          config.user = first;
          break;
        case 'group':
          config.group = first;
          break;
        case 'include':
        case 'includeoptional':
          for (const each of glob(files, posix.resolve(config.serverRoot, first))) read(each);
          break;
        default:
          if (!ignored.test(name))
            throw new ApacheConfigError(
              `AH00526: Syntax error on line ${index + 1} of ${file}:\nInvalid command '${name}', perhaps misspelled or defined by a module not included in the server configuration`,
            );
      }
    }
  };
  read(path);
  if (config.ports.length === 0)
    throw new ApacheConfigError(
      'no listening sockets available, shutting down\nAH00015: Unable to open logs',
    );
  return config;
}
