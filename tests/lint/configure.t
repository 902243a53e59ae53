#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# configure works out of tree, under dash, with what Debian's and RPM's helpers type; it names what
# is missing and refuses nonsense.
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

dash "$SRCDIR/configure" --build=x86_64-linux-gnu --prefix=/usr '--includedir=${prefix}/include' '--mandir=${prefix}/share/man' \
  '--infodir=${prefix}/share/info' --sysconfdir=/etc --localstatedir=/var --disable-option-checking --disable-silent-rules \
  '--libdir=${prefix}/lib/x86_64-linux-gnu' --runstatedir=/run --disable-maintainer-mode --disable-dependency-tracking >out 2>&1
ok $? "Debian's options, out of tree, under dash"
make -n install DESTDIR=/stage 2>/dev/null | grep -q "'/stage/usr/share/man/man1'"; ok $? "make expands the directories"
make -pn 2>/dev/null | grep -q '^sysconfdir = /etc$'; ok $? "sysconfdir is taken"

CFLAGS='-O3 -g1' dash "$SRCDIR/configure" --build=x86_64-redhat-linux-gnu --host=x86_64-redhat-linux-gnu --program-prefix= \
  --disable-dependency-tracking --prefix=/usr --exec-prefix=/usr --bindir=/usr/bin --sbindir=/usr/sbin --sysconfdir=/etc \
  --datadir=/usr/share --includedir=/usr/include --libdir=/usr/lib64 --libexecdir=/usr/libexec --localstatedir=/var \
  --sharedstatedir=/var/lib --mandir=/usr/share/man --infodir=/usr/share/info >out 2>&1
ok $? "RPM's options"
grep -q '^CFLAGS = -O3 -g1$' Makefile; ok $? "the packager's CFLAGS are kept"

dash "$SRCDIR/configure" CC=cc CFLAGS=-O0 --enable-frobnication --with-magic >out 2>&1; ok $? "unknown features are no error"
grep -q 'warning: unknown option --enable-frobnication' out; ok $? "but are told"
dash "$SRCDIR/configure" --frobnicate >out 2>&1; [ $? = 1 ] && grep -q 'unknown option --frobnicate' out; ok $? "another unknown option is an error"
PKG_CONFIG_LIBDIR=/nonexistent dash "$SRCDIR/configure" >out 2>&1; [ $? = 1 ] && grep -q 'apt install .*libgmime-3.0-dev' out
ok $? "what is missing is named by its Debian package"
dash "$SRCDIR/configure" CC=/nonexistent/cc >out 2>&1; [ $? = 1 ] && grep -q 'cannot make a program' out; ok $? "a compiler that does not work is told"
grep -q '^configure: ' config.log && grep -q '^--- ' config.log; ok $? "config.log keeps what was tried"
# Another program in its place: this one need not be installed where the unit says.
sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' "$SRCDIR/contrib/systemd/colporteur.service" >colporteur.service
if ! command -v systemd-analyze >/dev/null; then n=$((n + 1)); echo "ok $n - systemd knows all that the unit says # SKIP no systemd"; else
  told=$(systemd-analyze verify --man=no "$dir/colporteur.service" 2>&1); [ -z "$told" ]; ok $? "systemd knows all that the unit says"
fi
echo "1..$n"
