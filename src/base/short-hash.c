/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * short-hash - the short permanent name of a message
 *
 * A link in a mail (Archived-At, RFC 5064) must survive readers that cut or mistake long lines and
 * signs such as @, so it does not hold the Message-ID itself. Cannot fail.
 */
#include "base/short-hash.h"

#include <string.h>

#include <glib.h>

#define SHA1_SIZE 20

char *
message_short_hash(const char *message_id)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    g_autoptr(GChecksum) sha1 = g_checksum_new(G_CHECKSUM_SHA1);
    guint8 digest[SHA1_SIZE];
    gsize size = sizeof digest;
    char *text = g_new(char, SHA1_SIZE * 8 / 5 + 1);
    guint n = 0;

    g_checksum_update(sha1, (const guchar *)message_id, (gssize)strlen(message_id));
    g_checksum_get_digest(sha1, digest, &size);
    /* 160 bits are 32 letters of 5 bits exactly: five bytes make eight letters, no padding. */
    for (guint i = 0; i < SHA1_SIZE; i += 5) {
        guint64 bits = 0;
        for (guint j = 0; j < 5; j++)
            bits = bits << 8 | digest[i + j];
        for (int shift = 35; shift >= 0; shift -= 5)
            text[n++] = alphabet[bits >> shift & 31];
    }
    text[n] = '\0';
    return text;
}
