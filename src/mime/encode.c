/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encode - quoted-printable and base64 bodies
 *
 * RFC 2045 sections 6.7 and 6.8. Our own, because a letter is assembled from pieces that were
 * encoded once, which a streaming filter cannot do. Nothing here can fail.
 */
#include "mime/encode.h"

#include <string.h>

#define LINE_MAX_QP 76u

static const char hex[] = "0123456789ABCDEF";

/* TRUE when what starts at `p`, put at the beginning of a line, would be taken for something else.
 */
static gboolean
is_mistakable(const char *p, const char *end)
{
    return *p == '.' || (end - p >= 5 && memcmp(p, "From ", 5) == 0);
}

void
quoted_printable(GString *out, const char *utf8, gsize n)
{
    const char *end = utf8 + n;
    guint column = 0;

    for (const char *p = utf8; p < end;) {
        /* The next line break, or the end of the text: a blank before either is encoded. */
        if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n')) {
            p += *p == '\r' ? 2 : 1;
            g_string_append_len(out, "\r\n", 2);
            column = 0;
            continue;
        }
        guchar c = (guchar)*p;
        const char *next = p + 1;
        gboolean last =
            next == end || *next == '\n' || (*next == '\r' && next + 1 < end && next[1] == '\n');
        gboolean plain = (c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !last);
        guint width = plain ? 1 : 3;

        /* The soft break itself takes the last column, unless the line ends here anyway. */
        if (column + width > LINE_MAX_QP - (last && next != end ? 0u : 1u)) {
            g_string_append_len(out, "=\r\n", 3);
            column = 0;
        }
        if (plain && column == 0 && is_mistakable(p, end)) {
            plain = FALSE;
            width = 3;
        }
        if (plain) {
            g_string_append_c(out, (char)c);
        } else {
            const char code[3] = {'=', hex[c >> 4], hex[c & 15]};
            g_string_append_len(out, code, 3);
        }
        column += width;
        p = next;
    }
}

void
base64_lines(GString *out, const guint8 *data, gsize n)
{
    for (gsize i = 0; i < n; i += 57) {
        gchar line[80 + 4]; /* 57 bytes give 76 characters; GLib asks for some room */
        gint state = 0, save = 0;
        gsize size = g_base64_encode_step(data + i, MIN(57, n - i), FALSE, line, &state, &save);
        size += g_base64_encode_close(FALSE, line + size, &state, &save);
        g_string_append_len(out, line, (gssize)size);
        g_string_append_len(out, "\r\n", 2);
    }
}
