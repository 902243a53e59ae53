#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Functions nobody calls here, each with what to use instead.
cd "$SRCDIR" || exit 1
n=0
none() {
  n=$((n + 1))
  found=$(find src tests -name '*.[ch]' | LC_ALL=C sort | xargs grep -nE "(^|[^a-zA-Z0-9_>.])($1)[[:space:]]*\(" /dev/null |
    grep -vE ':[0-9]+:[[:space:]]*(/?\*|//)')
  if [ -z "$found" ]; then echo "ok $n - no $1"; else
    echo "not ok $n - no $1: use $2"; printf '%s\n' "$found" | sed 's/^/# /'; fi
}
none 'strcpy|strcat|stpcpy|strncpy|strncat' 'g_strlcpy, GString'
none 'sprintf|vsprintf' 'g_snprintf, g_strdup_printf'
none 'gets' 'fgets'
none 'strtok|strtok_r' 'g_strsplit'
none 'system|popen' 'g_spawn_sync with a vector'
none 'atoi|atol|atoll|atof' 'g_ascii_strtoll, g_ascii_string_to_signed'
none 'alloca|g_alloca|g_newa' 'the heap'
none 'mktemp|tmpnam|tempnam' 'mkstemp, g_file_open_tmp'
none 'rand|srand|random|g_random_int|drand48' 'getrandom where it must not be guessed, g_rand_* where a test needs it'
none 'gethostbyname|inet_addr|inet_ntoa' 'getaddrinfo, GSocket'
none 'localtime|gmtime|ctime|asctime' 'GDateTime'
none 'perror|printf_err' 'GError or log_event'
echo "1..$n"
