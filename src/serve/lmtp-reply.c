/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lmtp-reply - what an LMTP server says; see lmtp-reply.h */
#include "serve/lmtp-reply.h"

#include <string.h>

#include "base/error.h"

#define MAX_TEXT 400

/* A line of a reply is printable text whatever a message holds. '-': more of them follow. */
static void
reply_line(GString *out, int code, char more, const char *status, const char *text)
{
    gsize size = strnlen(text, MAX_TEXT);

    while (size > 0 && (text[size] & 0xc0) == 0x80) /* within a letter */
        size--;
    g_string_append_printf(out, "%d%c%s ", code, more, status);
    for (gsize i = 0; i < size; i++)
        g_string_append_c(out, (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? ' ' : text[i]);
    g_string_append(out, "\r\n");
}

void
lmtp_reply(GString *out, int code, const char *status, const char *text)
{
    reply_line(out, code, ' ', status, text);
}

/* Letters beyond ASCII are for who asked for them (RFC 6531, 3.7.4.2). */
static char *
sayable(const char *text, gboolean is_utf8)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    return is_utf8 ? g_steal_pointer(&valid) : g_str_to_ascii(valid, "C");
}

void
lmtp_reply_error(GString *out, const GError *error, gboolean is_utf8)
{
    int code = error_row(error_kind(error))->reply;
    g_autofree char *text = sayable(error->message, is_utf8);

    if (error_words(error) != NULL) {
        g_autofree char *words = sayable(error_words(error), is_utf8);
        reply_line(out, code, '-', error_status(error), words);
    }
    lmtp_reply(out, code, error_status(error), text);
}
