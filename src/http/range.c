/* SPDX-License-Identifier: GPL-3.0-or-later */
/* range - which bytes of a file a client asks for (RFC 9110, section 14) */
#include "http/range.h"

#include <string.h>

#include "http/freshness.h"

enum { DIGITS_MAX = 18 };

/* Digits at *text, which it moves on; FALSE where there is none, or too many. */
static gboolean
number_read(const char **text, guint64 *number)
{
    gsize digits = strspn(*text, "0123456789");

    if (digits == 0 || digits > DIGITS_MAX)
        return FALSE;
    *number = g_ascii_strtoull(*text, NULL, 10);
    *text += digits;
    return TRUE;
}

RangeKind
range_read(const char *header, gsize size, gsize *from, gsize *count)
{
    guint64 first, last = G_MAXUINT64;

    if (header == NULL || g_ascii_strncasecmp(header, "bytes=", 6) != 0)
        return RANGE_WHOLE;
    const char *p = header + 6;
    if (*p == '-') { /* the last so many */
        p++;
        if (!number_read(&p, &last) || *p != '\0')
            return RANGE_WHOLE;
        if (last == 0 || size == 0)
            return RANGE_BEYOND;
        *count = (gsize)MIN(last, size);
        *from = size - *count;
        return RANGE_PART;
    }
    if (!number_read(&p, &first) || *p++ != '-' || (*p != '\0' && !number_read(&p, &last)) ||
        *p != '\0' || last < first)
        return RANGE_WHOLE;
    if (first >= size)
        return RANGE_BEYOND;
    *from = (gsize)first;
    *count = (gsize)MIN(last - first, size - first - 1) + 1;
    return RANGE_PART;
}

gboolean
range_holds(const char *if_range, const char *etag, gint64 last_modified)
{
    gint64 date;

    if (if_range == NULL)
        return TRUE;
    if (*if_range == '"')
        return etag != NULL && strlen(if_range) == strlen(etag) + 2 &&
               strncmp(if_range + 1, etag, strlen(etag)) == 0 && g_str_has_suffix(if_range, "\"");
    return last_modified != 0 && http_date_parse(if_range, &date) &&
           date / G_USEC_PER_SEC == last_modified / G_USEC_PER_SEC;
}
