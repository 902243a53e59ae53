/* SPDX-License-Identifier: GPL-3.0-or-later */
/* short-hash - the short permanent name of a message */
#pragma once

/* Base32 (RFC 4648, upper case) of the SHA-1 of a Message-ID without its angle brackets: always 32
 * characters. It is what Mailman calls X-Message-ID-Hash, so links made elsewhere from the same
 * mail agree. A name, not a proof: nothing rests on SHA-1 being hard to collide. Free it. */
char *message_short_hash(const char *message_id);
