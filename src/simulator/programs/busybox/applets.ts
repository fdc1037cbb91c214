import type { Applet } from './applet.js';

/** Usage after the name, and where the code is. */
type Entry = readonly [usage: string, load: () => Promise<Applet>];

/** The tools of busybox by name; each is loaded when it first runs. */
export const applets: Readonly<Record<string, Entry>> = {
  '[': ['EXPRESSION ]', () => import('./echo.js').then((module) => module.test)],
  '[[': ['EXPRESSION ]]', () => import('./echo.js').then((module) => module.test)],
  addgroup: ['[-g GID] [-S] [USER] GROUP', () => import('./admin.js').then((module) => module.addgroup)],
  adduser: ['[OPTIONS] USER [GROUP]', () => import('./admin.js').then((module) => module.adduser)],
  arch: ['', () => import('./hostname.js').then((module) => module.arch)],
  ash: [
    "[-il] [-|+Cabefmnuvx] [-|+o OPT]... [-c 'SCRIPT' [ARG0 ARGS] | FILE [ARGS] | -s [ARGS]]",
    () => import('./sh.js').then((module) => module.sh),
  ],
  awk: ['[OPTIONS] [AWK_PROGRAM] [FILE]...', () => import('./awk/awk.js').then((module) => module.awk)],
  base64: ['[-d] [-w COL] [FILE]', () => import('./checksums.js').then((module) => module.base64)],
  basename: [
    'FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...',
    () => import('./trivial.js').then((module) => module.basename),
  ],
  cat: ['[-nbvteA] [FILE]...', () => import('./cat.js').then((module) => module.cat)],
  chgrp: [
    '[-RhLHPcvf]... GROUP FILE...',
    () => import('./folders.js').then((module) => module.chownAs(true)),
  ],
  chmod: ['[-Rcvf] MODE[,MODE]... FILE...', () => import('./folders.js').then((module) => module.chmod)],
  chown: [
    '[-RhLHPcvf]... USER[:[GRP]] FILE...',
    () => import('./folders.js').then((module) => module.chownAs(false)),
  ],
  clear: ['', () => import('./trivial.js').then((module) => module.clear)],
  cmp: ['[-ls] [-n NUM] FILE1 [FILE2]', () => import('./compare.js').then((module) => module.cmp)],
  comm: ['[-123] FILE1 FILE2', () => import('./compare.js').then((module) => module.comm)],
  cp: [
    '[-arPLHpfinlsTu] SOURCE DEST\n   or: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }',
    () => import('./copy.js').then((module) => module.cp),
  ],
  crond: [
    '[-fbS] [-l N] [-d N] [-L LOGFILE] [-c DIR]',
    () => import('./crond.js').then((module) => module.crond),
  ],
  cut: [
    '{-b|c LIST | -f|F LIST [-d SEP] [-s]} [-O SEP] [FILE]...',
    () => import('./filters.js').then((module) => module.cut),
  ],
  date: ['[OPTIONS] [+FMT] [[-s] TIME]', () => import('./date.js').then((module) => module.date)],
  dd: [
    '[if=FILE] [of=FILE] [ibs=N obs=N/bs=N] [count=N] [skip=N] [seek=N]',
    () => import('./dumps.js').then((module) => module.dd),
  ],
  delgroup: ['[USER] GROUP', () => import('./admin.js').then((module) => module.removeFrom('/etc/group'))],
  deluser: [
    '[--remove-home] USER',
    () => import('./admin.js').then((module) => module.removeFrom('/etc/passwd')),
  ],
  df: ['[-PkmhT] [-t TYPE] [FILESYSTEM]...', () => import('./stat.js').then((module) => module.df)],
  diff: [
    '[-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2',
    () => import('./compare.js').then((module) => module.diff),
  ],
  dirname: ['FILENAME', () => import('./trivial.js').then((module) => module.dirname)],
  dmesg: ['[-cr] [-n LEVEL] [-s SIZE]', () => import('./admin.js').then((module) => module.dmesg)],
  du: ['[-aHLdclsxhmk] [FILE]...', () => import('./stat.js').then((module) => module.du)],
  echo: ['[-neE] [ARG]...', () => import('./echo.js').then((module) => module.echo)],
  egrep: [
    '[-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...',
    () => import('./grep.js').then((module) => module.grepAs('extended')),
  ],
  env: [
    '[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]',
    () => import('./env.js').then((module) => module.env),
  ],
  expand: ['[-i] [-t N] [FILE]...', () => import('./filters.js').then((module) => module.expand)],
  expr: ['EXPRESSION', () => import('./expr.js').then((module) => module.expr)],
  false: ['', () => import('./trivial.js').then((module) => module.noStatus)],
  fgrep: [
    '[-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...',
    () => import('./grep.js').then((module) => module.grepAs('fixed')),
  ],
  find: ['[-HL] [PATH]... [OPTIONS] [ACTIONS]', () => import('./find.js').then((module) => module.find)],
  fold: ['[-bs] [-w WIDTH] [FILE]...', () => import('./filters.js').then((module) => module.fold)],
  free: ['[-bkmgh]', () => import('./stat.js').then((module) => module.free)],
  grep: [
    '[-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...',
    () => import('./grep.js').then((module) => module.grepAs('basic')),
  ],
  groups: ['[USER]', () => import('./identity.js').then((module) => module.groupsOf)],
  gunzip: ['[-cfkt] [FILE]...', () => import('./archive.js').then((module) => module.gzipAs(true, false))],
  gzip: [
    '[-cfkdt123456789] [FILE]...',
    () => import('./archive.js').then((module) => module.gzipAs(false, false)),
  ],
  hd: ['FILE...', () => import('./dumps.js').then((module) => module.hexdump)],
  head: ['[OPTIONS] [FILE]...', () => import('./head.js').then((module) => module.head)],
  hexdump: [
    '[-bcdoxCv] [-e FMT] [-f FMT_FILE] [-n LEN] [-s OFS] [FILE]...',
    () => import('./dumps.js').then((module) => module.hexdump),
  ],
  hostname: ['[-sidf] [HOSTNAME | -F FILE]', () => import('./hostname.js').then((module) => module.hostname)],
  httpd: [
    '[-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]\nor httpd -d/-e/-m STRING',
    () => import('./httpd.js').then((module) => module.httpd),
  ],
  id: ['[-ugGnr] [USER]', () => import('./identity.js').then((module) => module.id)],
  ifconfig: ['[-a] [interface] [address]', () => import('./ip.js').then((module) => module.ifconfig)],
  ip: ['[OPTIONS] address|route|link|neigh|rule [ARGS]', () => import('./ip.js').then((module) => module.ip)],
  kill: ['[-l] [-SIG] PID...', () => import('./processes.js').then((module) => module.kill)],
  killall: ['[-lq] [-SIG] PROCESS_NAME...', () => import('./processes.js').then((module) => module.killall)],
  less: ['[-EFIMNSRh~] [FILE]...', () => import('./pager.js').then((module) => module.less)],
  ln: ['[-sfnbtv] [-S SUF] TARGET... LINK|DIR', () => import('./folders.js').then((module) => module.ln)],
  logname: ['', () => import('./identity.js').then((module) => module.logname)],
  ls: [
    '[-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...',
    () => import('./ls.js').then((module) => module.ls),
  ],
  md5sum: ['[-c[sw]] [FILE]...', () => import('./checksums.js').then((module) => module.checksumAs('md5'))],
  mkdir: ['[-m MODE] [-p] DIRECTORY...', () => import('./folders.js').then((module) => module.mkdir)],
  mkfifo: ['[-m MODE] NAME', () => import('./folders.js').then((module) => module.mkfifo)],
  mktemp: ['[-dt] [-p DIR] [TEMPLATE]', () => import('./folders.js').then((module) => module.mktemp)],
  more: ['[FILE]...', () => import('./pager.js').then((module) => module.more)],
  mount: ['[OPTIONS] [-o OPT] DEVICE NODE', () => import('./stat.js').then((module) => module.mount)],
  mountpoint: [
    '[-q] { [-dn] DIR | -x DEVICE }',
    () => import('./admin.js').then((module) => module.mountpoint),
  ],
  mv: [
    '[-finT] SOURCE DEST\n   or: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }',
    () => import('./copy.js').then((module) => module.mv),
  ],
  nc: [
    '[OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen',
    () => import('./nc.js').then((module) => module.nc),
  ],
  netstat: ['[-ral] [-tuwx] [-enWp]', () => import('./ip.js').then((module) => module.netstat)],
  nl: ['[OPTIONS] [FILE]...', () => import('./filters.js').then((module) => module.nl)],
  nohup: ['PROG ARGS', () => import('./run.js').then((module) => module.nohup)],
  nologin: ['', () => import('./admin.js').then((module) => module.nologin)],
  nproc: ['[--all] [--ignore=N]', () => import('./hostname.js').then((module) => module.nproc)],
  nslookup: [
    '[-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]',
    () => import('./nslookup.js').then((module) => module.nslookup),
  ],
  od: [
    '[-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [-S MINSTR] [-w WIDTH] [FILE]...',
    () => import('./dumps.js').then((module) => module.od),
  ],
  paste: ['[-d LIST] [-s] [FILE]...', () => import('./filters.js').then((module) => module.paste)],
  pgrep: [
    '[-flanovx] [-s SID|-P PPID|PATTERN]',
    () => import('./processes.js').then((module) => module.pgrepAs(false)),
  ],
  pidof: ['[-s] [-o PID] [NAME]...', () => import('./processes.js').then((module) => module.pidof)],
  ping: ['[OPTIONS] HOST', () => import('./ping.js').then((module) => module.ping)],
  pkill: [
    '[-l|-SIGNAL] [-xfvnoe] [-s SID|-P PPID|PATTERN]',
    () => import('./processes.js').then((module) => module.pgrepAs(true)),
  ],
  printenv: ['[VARIABLE]...', () => import('./env.js').then((module) => module.printenv)],
  printf: ['FORMAT [ARG]...', () => import('./echo.js').then((module) => module.printf)],
  ps: ['[-o COL1,COL2=HEADER] [-T]', () => import('./processes.js').then((module) => module.ps)],
  pwd: ['', () => import('./trivial.js').then((module) => module.pwd)],
  readlink: ['[-fnv] FILE', () => import('./trivial.js').then((module) => module.readlink)],
  realpath: ['FILE...', () => import('./trivial.js').then((module) => module.realpath)],
  reset: ['', () => import('./trivial.js').then((module) => module.reset)],
  rev: ['[FILE]...', () => import('./filters.js').then((module) => module.rev)],
  rm: ['[-irf] FILE...', () => import('./copy.js').then((module) => module.rm)],
  rmdir: ['[-p] DIRECTORY...', () => import('./folders.js').then((module) => module.rmdir)],
  route: [
    '[-ne] [-A inet[6]] [{add|del} [-net|-host] TARGET [gw GATEWAY] [netmask MASK]]',
    () => import('./ip.js').then((module) => module.route),
  ],
  sed: [
    '[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...',
    () => import('./sed.js').then((module) => module.sed),
  ],
  seq: ['[-w] [-s SEP] [FIRST [INC]] LAST', () => import('./filters.js').then((module) => module.seq)],
  setpriv: ['[OPTIONS] PROG ARGS', () => import('./run.js').then((module) => module.setpriv)],
  sh: [
    "[-il] [-|+Cabefmnuvx] [-|+o OPT]... [-c 'SCRIPT' [ARG0 ARGS] | FILE [ARGS] | -s [ARGS]]",
    () => import('./sh.js').then((module) => module.sh),
  ],
  sha1sum: ['[-c[sw]] [FILE]...', () => import('./checksums.js').then((module) => module.checksumAs('sha1'))],
  sha256sum: [
    '[-c[sw]] [FILE]...',
    () => import('./checksums.js').then((module) => module.checksumAs('sha256')),
  ],
  sha512sum: [
    '[-c[sw]] [FILE]...',
    () => import('./checksums.js').then((module) => module.checksumAs('sha512')),
  ],
  sleep: ['[N]...', () => import('./sleep.js').then((module) => module.sleep)],
  sort: [
    '[-nrughMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...',
    () => import('./sort.js').then((module) => module.sort),
  ],
  split: ['[OPTIONS] [INPUT [PREFIX]]', () => import('./compare.js').then((module) => module.split)],
  stat: ['[-ltf] [-c FMT] FILE...', () => import('./stat.js').then((module) => module.stat)],
  strings: [
    '[-fo] [-t o|d|x] [-n LEN] [FILE]...',
    () => import('./dumps.js').then((module) => module.strings),
  ],
  su: [
    "[-lmp] [-s SH] [-] [USER [FILE ARGS]] [-c 'CMD' [ARG0 ARGS]]",
    () => import('./run.js').then((module) => module.su),
  ],
  sync: ['', () => import('./trivial.js').then((module) => module.sync)],
  tac: ['[FILE]...', () => import('./filters.js').then((module) => module.tac)],
  tail: ['[OPTIONS] [FILE]...', () => import('./tail.js').then((module) => module.tail)],
  tar: [
    'c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [-T FILE] [-X FILE] [LONGOPT]... [FILE]...',
    () => import('./archive.js').then((module) => module.tar),
  ],
  tee: ['[-ai] [FILE]...', () => import('./filters.js').then((module) => module.tee)],
  telnet: ['HOST [PORT]', () => import('./admin.js').then((module) => module.telnet)],
  test: ['EXPRESSION ]', () => import('./echo.js').then((module) => module.test)],
  time: ['[-vpa] [-o FILE] PROG ARGS', () => import('./run.js').then((module) => module.time)],
  timeout: [
    '[-s SIG] [-k KILL_SECS] SECS PROG ARGS',
    () => import('./run.js').then((module) => module.timeout),
  ],
  top: ['[-bmH] [-n COUNT] [-d SECONDS]', () => import('./top.js').then((module) => module.top)],
  touch: [
    '[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...',
    () => import('./folders.js').then((module) => module.touch),
  ],
  tr: ['[-cds] STRING1 [STRING2]', () => import('./filters.js').then((module) => module.tr)],
  traceroute: [
    '[-46IFlnrv] [-f 1ST_TTL] [-m MAXTTL] [-q PROBES] [-p PORT] HOST [BYTES]',
    () => import('./admin.js').then((module) => module.traceroute),
  ],
  true: ['', () => import('./trivial.js').then((module) => module.yesStatus)],
  truncate: ['[-c] -s SIZE FILE...', () => import('./folders.js').then((module) => module.truncate)],
  tty: ['[-s]', () => import('./trivial.js').then((module) => module.tty)],
  uname: ['[-amnrspvio]', () => import('./hostname.js').then((module) => module.uname)],
  uniq: ['[-cduiz] [-f,s,w N] [FILE [OUTFILE]]', () => import('./filters.js').then((module) => module.uniq)],
  unlink: ['FILE', () => import('./admin.js').then((module) => module.unlink)],
  uptime: ['', () => import('./date.js').then((module) => module.uptime)],
  usleep: ['N', () => import('./admin.js').then((module) => module.usleep)],
  vi: ['[-c CMD] [-R] [-H] [FILE]...', () => import('./vi/vi.js').then((module) => module.vi)],
  watch: ['[-n SEC] [-t] PROG ARGS', () => import('./run.js').then((module) => module.watch)],
  wc: ['[-cmlwL] [FILE]...', () => import('./wc.js').then((module) => module.wc)],
  wget: [
    '[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...',
    () => import('./wget.js').then((module) => module.wget),
  ],
  which: ['[-a] COMMAND...', () => import('./run.js').then((module) => module.which)],
  whoami: ['', () => import('./identity.js').then((module) => module.whoami)],
  xargs: ['[OPTIONS] [PROG ARGS]', () => import('./xargs.js').then((module) => module.xargs)],
  xxd: [
    '[-pri] [-g N] [-c N] [-l LEN] [-s OFS] [-o OFS] [FILE]',
    () => import('./dumps.js').then((module) => module.xxd),
  ],
  yes: ['[STRING]', () => import('./filters.js').then((module) => module.yes)],
  zcat: ['[FILE]...', () => import('./archive.js').then((module) => module.gzipAs(true, true))],
};

/** The names that an image links to its busybox. */
export function busyboxApplets(): string[] {
  return Object.keys(applets);
}
