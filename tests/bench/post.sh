#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# post.sh - how fast a post leaves to the members of a discussion list, against mlmmj-send
#
# As delivery.sh, with one post in place of an edition, and Debian's mlmmj-send as a third: 20,000
# copies of 10,000 bytes, each under a return path of its own, into the same smtp-sink on the same
# machine, turn about; 500 of them by mlmmj-send, which waits for each. The bar is that of an edition, against smtp-source.
WHAT=post ROUNDS=${ROUNDS:-3} exec sh "$SRCDIR/tests/bench/delivery.sh"
