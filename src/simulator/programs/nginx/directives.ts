import { configError, type Directive } from './syntax.js';

/** Where a directive may stand. */
type Place =
  'main' | 'events' | 'http' | 'server' | 'location' | 'upstream' | 'if' | 'map' | 'types' | 'limit_except';

/** Places (letters: M main, E events, H http, S server, L location, U upstream, I if in location), arguments, block. */
interface Rule {
  places: string;
  min: number;
  max: number;
  block?: boolean;
}

const letters: Record<Place, string> = { main: 'M', events: 'E', http: 'H', server: 'S', location: 'L', upstream: 'U', if: 'I', map: '-', types: '-', limit_except: 'X' }; // prettier-ignore

function rule(places: string, min: number, max = min, block = false): Rule {
  return { places, min, max, ...(block ? { block } : {}) };
}

const many = Infinity;

const rules: Readonly<Record<string, Rule>> = {
  user: rule('M', 1, 2), worker_processes: rule('M', 1), worker_rlimit_nofile: rule('M', 1), error_log: rule('MHSL', 1, many), pid: rule('M', 1), daemon: rule('M', 1), master_process: rule('M', 1), load_module: rule('M', 1), env: rule('M', 1), pcre_jit: rule('M', 1), worker_cpu_affinity: rule('M', 1, many), worker_shutdown_timeout: rule('M', 1), events: rule('M', 0, 0, true), http: rule('M', 0, 0, true),
  worker_connections: rule('E', 1), use: rule('E', 1), multi_accept: rule('E', 1), accept_mutex: rule('E', 1),
  server: rule('HU', 0, many, true), upstream: rule('H', 1, 1, true), map: rule('H', 2, 2, true), types: rule('HSL', 0, 0, true), location: rule('SL', 1, 2, true), if: rule('SL', 1, many, true), limit_except: rule('L', 1, many, true), log_format: rule('H', 2, many),
  listen: rule('S', 1, many), server_name: rule('S', 1, many), root: rule('HSLI', 1), alias: rule('L', 1), index: rule('HSL', 1, many), try_files: rule('SL', 2, many), return: rule('SLI', 1, 2), rewrite: rule('SLI', 2, 3), set: rule('SLI', 2), break: rule('SLI', 0), error_page: rule('HSLI', 2, many), autoindex: rule('HSL', 1), autoindex_exact_size: rule('HSL', 1), autoindex_localtime: rule('HSL', 1), add_header: rule('HSLI', 2, 3), expires: rule('HSLI', 1, 2), default_type: rule('HSL', 1), access_log: rule('HSLI', 1, many), stub_status: rule('SL', 0, 1), internal: rule('L', 0), etag: rule('HSL', 1), if_modified_since: rule('HSL', 1), server_tokens: rule('HSL', 1), client_max_body_size: rule('HSL', 1), auth_basic: rule('HSLX', 1), auth_basic_user_file: rule('HSLX', 1), allow: rule('HSLX', 1), deny: rule('HSLX', 1), satisfy: rule('HSL', 1),
  proxy_pass: rule('LIX', 1), proxy_set_header: rule('HSL', 2), proxy_http_version: rule('HSL', 1), proxy_connect_timeout: rule('HSL', 1), proxy_read_timeout: rule('HSL', 1), proxy_send_timeout: rule('HSL', 1), proxy_next_upstream: rule('HSL', 1, many), proxy_next_upstream_tries: rule('HSL', 1), proxy_redirect: rule('HSL', 1, 2), proxy_buffering: rule('HSL', 1), proxy_buffers: rule('HSL', 2), proxy_buffer_size: rule('HSL', 1), proxy_busy_buffers_size: rule('HSL', 1), proxy_request_buffering: rule('HSL', 1), proxy_intercept_errors: rule('HSL', 1), proxy_hide_header: rule('HSL', 1), proxy_pass_header: rule('HSL', 1), proxy_cache_bypass: rule('HSL', 1, many), proxy_ssl_verify: rule('HSL', 1), proxy_ssl_server_name: rule('HSL', 1), proxy_pass_request_headers: rule('HSL', 1), proxy_pass_request_body: rule('HSL', 1),
  resolver: rule('HSL', 1, many), resolver_timeout: rule('HSL', 1), keepalive: rule('U', 1), least_conn: rule('U', 0), ip_hash: rule('U', 0), random: rule('U', 0, 2), hash: rule('U', 1, 2), zone: rule('U', 1, 2), keepalive_timeout: rule('HSLU', 1, 2), keepalive_requests: rule('HSLU', 1), 
  sendfile: rule('HSL', 1), tcp_nopush: rule('HSL', 1), tcp_nodelay: rule('HSL', 1), gzip: rule('HSL', 1), gzip_types: rule('HSL', 1, many), gzip_min_length: rule('HSL', 1), gzip_comp_level: rule('HSL', 1), gzip_vary: rule('HSL', 1), gzip_proxied: rule('HSL', 1, many), gzip_static: rule('HSL', 1), gzip_disable: rule('HSL', 1, many), gzip_http_version: rule('HSL', 1), gzip_buffers: rule('HSL', 2), charset: rule('HSL', 1), types_hash_max_size: rule('HSL', 1), types_hash_bucket_size: rule('HSL', 1), server_names_hash_bucket_size: rule('H', 1), server_names_hash_max_size: rule('H', 1), map_hash_bucket_size: rule('H', 1), variables_hash_max_size: rule('H', 1), client_body_timeout: rule('HSL', 1), client_header_timeout: rule('HS', 1), client_body_buffer_size: rule('HSL', 1), client_header_buffer_size: rule('HS', 1), large_client_header_buffers: rule('HS', 2), send_timeout: rule('HSL', 1), reset_timedout_connection: rule('HSL', 1), underscores_in_headers: rule('HS', 1), ignore_invalid_headers: rule('HS', 1), merge_slashes: rule('HS', 1), absolute_redirect: rule('HSL', 1), port_in_redirect: rule('HSL', 1), server_name_in_redirect: rule('HSL', 1), log_not_found: rule('HSL', 1), log_subrequest: rule('HSL', 1), rewrite_log: rule('HSL', 1), open_file_cache: rule('HSL', 1, many), aio: rule('HSL', 1, 2), directio: rule('HSL', 1), limit_rate: rule('HSLI', 1), chunked_transfer_encoding: rule('HSL', 1), msie_padding: rule('HSL', 1), real_ip_header: rule('HSL', 1), set_real_ip_from: rule('HSL', 1), real_ip_recursive: rule('HSL', 1), client_body_temp_path: rule('HSL', 1, 4), proxy_temp_path: rule('HSL', 1, 4), fastcgi_temp_path: rule('HSL', 1, 4), uwsgi_temp_path: rule('HSL', 1, 4), scgi_temp_path: rule('HSL', 1, 4),
}; // prettier-ignore

const blockPlaces: Readonly<Record<string, Place>> = { events: 'events', http: 'http', server: 'server', location: 'location', upstream: 'upstream', if: 'if', map: 'map', types: 'types', limit_except: 'limit_except' }; // prettier-ignore

/** Checks that every directive is known, stands where it may, and has as many arguments as it takes. */
export function checkDirectives(directives: readonly Directive[], place: Place = 'main'): void {
  for (const directive of directives) {
    const { name, args, block } = directive;
    if (place === 'map' || place === 'types') continue;
    const known = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!known) return configError(`unknown directive "${name}"`, directive);
    if (!known.places.includes(letters[place]))
      return configError(`"${name}" directive is not allowed here`, directive);
    const inUpstream = place === 'upstream' && name === 'server';
    const wantsBlock = known.block === true && !inUpstream;
    if (wantsBlock && !block) return configError(`directive "${name}" has no opening "{"`, directive);
    if (!wantsBlock && block) return configError(`directive "${name}" is not terminated by ";"`, directive);
    const max = name === 'server' && !inUpstream ? 0 : known.max;
    if (args.length < known.min || args.length > max || (inUpstream && args.length === 0)) {
      return configError(`invalid number of arguments in "${name}" directive`, directive);
    }
    if (block)
      checkDirectives(block, place === 'server' && name === 'if' ? 'if' : (blockPlaces[name] ?? place));
  }
}
