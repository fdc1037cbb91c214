const words = (text: string) => text.trim().split(/\s+/);

/** Names that lead to busybox, by the folder that a small distribution keeps them in. */
export const applets: Readonly<Record<'bin' | 'sbin' | 'usr/bin' | 'usr/sbin', readonly string[]>> = {
  bin: words(`
    arch ash base64 bbconfig cat chgrp chmod chown conspy cp cpio cttyhack date dd df dmesg dnsdomainname dumpkmap echo
    ed egrep false fatattr fdflush fgrep fsync getopt grep gunzip gzip hostname hush ionice iostat ipcalc kbd_mode kill
    link linux32 linux64 ln login ls lsattr lzop makemime mkdir mknod mktemp more mount mountpoint mpstat mt mv
    netstat nice nuke pidof ping ping6 pipe_progress printenv ps pwd reformime resume rev rm rmdir rpm run-parts scriptreplay sed
    setarch setpriv setserial sh sleep stat stty su sync tar touch true umount uname usleep vi watch zcat`),
  sbin: words(`
    acpid adjtimex arp blkid blockdev bootchartd depmod devmem fdisk findfs freeramdisk fsck halt hdparm hwclock ifconfig
    ifdown ifenslave ifup init insmod ip ipaddr iplink ipneigh iproute iprule iptunnel klogd loadkmap logread losetup lsmod
    makedevs mdev mkdosfs mkfs.vfat mkswap modinfo modprobe nameif nologin pivot_root poweroff raidautorun reboot rmmod
    route runlevel setconsole slattach start-stop-daemon sulogin swapoff swapon switch_root sysctl syslogd tunctl udhcpc
    uevent vconfig watchdog zcip`),
  'usr/bin': words(`
    [ [[ awk basename bc beep bunzip2 bzcat bzip2 cal chvt cksum clear cmp comm cryptpw crontab cut dc deallocvt diff
    dirname dos2unix du dumpleases eject env envdir expand expr factor fallocate find flock fold free ftpget ftpput fuser
    groups hd head hexdump hexedit hostid id install ipcrm ipcs killall last less logger lspci lsusb lzcat lzma man
    md5sum mesg microcom mkfifo nc nl nmeter nohup nproc nsenter nslookup od openvt passwd paste patch pgrep pkill pmap
    printf pscan pstree pwdx readlink realpath renice reset resize seq setfattr setkeycodes setsid sha1sum sha256sum
    sha3sum sha512sum showkey shred shuf sort split ssl_client strings sum tac tail tcpsvd tee telnet test tftp time
    timeout top tr traceroute traceroute6 tree truncate tsort tty ts udhcpc6 unexpand uniq unix2dos unlink unlzma unlzop
    unshare unxz unzip uptime users uudecode uuencode vlock volname wall wc wget which who whoami whois xargs xxd xz yes`),
  'usr/sbin': words(`
    add-shell addgroup adduser arping brctl chat chpasswd chroot crond delgroup deluser dnsd fakeidentd fbset ftpd httpd
    ifplugd inetd killall5 loadfont lpd nanddump nandwrite nbd-client ntpd popmaildir powertop rdate rdev readahead
    readprofile remove-shell rfkill rtcwake sendmail setfont setlogcons telnetd ubiattach udhcpd udpsvd`),
};
