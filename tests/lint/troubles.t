#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each error and warning of the doctor that people are written to about has its sentence in the mail,
# in each language. Nobody is there to be told of "no-keeper"; doctor-reach.c is asked by people.
cd "$SRCDIR" || exit 1
n=0
for fault in $(cat src/list/doctor.c src/list/doctor-words.c | tr -s '\n ' '  ' |
  grep -oE '"[a-z-]+", DOCTOR_(ERROR|WARNING),|DOCTOR_(ERROR|WARNING), "[a-z-]+"' | grep -o '[a-z-]*"' | tr -d '"' | sort -u | grep -vx no-keeper); do
  for language in fr en br; do
    n=$((n + 1))
    if grep -A1 -Fx "{{#fault.$fault}}" "templates/mail/$language/trouble.txt.mustache" | grep -q '[.]$'; then echo "ok $n - $language says $fault"; else
      echo "not ok $n - templates/mail/$language/trouble.txt.mustache has no sentence for fault.$fault"
    fi
  done
done
n=$((n + 1))
if [ "$n" -gt 60 ]; then echo "ok $n - the faults were read"; else echo "not ok $n - the faults were not read"; fi
echo "1..$n"
