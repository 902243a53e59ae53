/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * header - values for the headers of the mail we write
 *
 * RFC 5322 (folding, mailboxes, dates), RFC 2047 (encoded words). An encoded word never cuts a
 * UTF-8 character, since each must decode on its own. Our own writer: GMime encodes long URLs,
 * and folds where it likes.
 */
#include "mime/header.h"

#include <string.h>
#include <unistd.h>

#include "base/address.h"

#include "mime/text.h"

#define LINE_MAX_HEADER 76
/* Room left on the first line for the field name: "List-Unsubscribe-Post: " is the longest usual.
 */
#define FIRST_LINE_MAX (LINE_MAX_HEADER - 23)

/* RFC 5322, 2.1.1: a line has 998 characters at most, its name and blanks among them. */
#define WORD_MAX 850

gboolean
header_is_safe(const char *value)
{
    return value != NULL && strpbrk(value, "\r\n") == NULL;
}

gboolean
header_name_is_valid(const char *name)
{
    gsize size = strnlen(name, 71);

    if (size == 0 || size > 70)
        return FALSE;
    for (gsize i = 0; i < size; i++)
        if (name[i] <= ' ' || name[i] >= 0x7f || name[i] == ':')
            return FALSE;
    return TRUE;
}

static gboolean
is_plain(const char *text)
{
    return g_str_is_ascii(text) && strstr(text, "=?") == NULL;
}

/* Appends `text` (ASCII, no controls) to `out`, broken before the blanks where a line would be too
 * long. `column` is where the line stands. */
static void
append_folded(GString *out, const char *text, guint column)
{
    for (const char *p = text; *p != '\0';) {
        gsize blanks = strspn(p, " ");
        gsize word = strcspn(p + blanks, " ");
        if (blanks > 0 && word > 0 && out->len > 0 && column + blanks + word > LINE_MAX_HEADER) {
            g_string_append(out, "\r\n");
            column = 0;
        }
        g_string_append_len(out, p, (gssize)(blanks + word));
        column += (guint)(blanks + word);
        p += blanks + word;
    }
}

/* RFC 2047, 5 (3): what may stand for itself even in a phrase. The blank is "_". */
static gboolean
is_q_char(guchar c)
{
    return g_ascii_isalnum((gchar)c) || (c != '\0' && strchr("!*+-/ ", c) != NULL);
}

/* Appends `text` (UTF-8) as encoded words, all in the shorter of the two encodings. */
static void
append_encoded(GString *out, const char *text, guint column)
{
    gsize size = strlen(text);
    gsize special = 0;
    for (gsize i = 0; i < size; i++)
        special += !is_q_char((guchar)text[i]);
    gboolean base64 = special * 3 + (size - special) > (size + 2) / 3 * 4;
    const guint frame = 12; /* =?utf-8?q? and ?= */

    for (const char *p = text; *p != '\0';) {
        gsize room = LINE_MAX_HEADER - 1 - column;
        const char *end = p;
        gsize width = 0;

        while (*end != '\0') {
            const char *next = g_utf8_next_char(end);
            gsize more = width;
            if (base64) {
                more = (gsize)(next - p + 2) / 3 * 4;
            } else {
                for (const char *c = end; c < next; c++)
                    more += is_q_char((guchar)*c) ? 1 : 3;
            }
            if (frame + more > room && end > p)
                break;
            width = more;
            end = next;
        }
        if (base64) {
            g_autofree char *code = g_base64_encode((const guchar *)p, (gsize)(end - p));
            g_string_append_printf(out, "=?utf-8?b?%s?=", code);
        } else {
            g_string_append(out, "=?utf-8?q?");
            for (const char *c = p; c < end; c++)
                if (*c == ' ')
                    g_string_append_c(out, '_');
                else if (is_q_char((guchar)*c))
                    g_string_append_c(out, *c);
                else
                    g_string_append_printf(out, "=%02X", (guchar)*c);
            g_string_append(out, "?=");
        }
        p = end;
        if (*p != '\0')
            g_string_append(out, "\r\n ");
        column = 1;
    }
}

char *
header_text(const char *utf8)
{
    g_autofree char *clean = text_line(utf8, -1);
    GString *out = g_string_new(NULL);

    if (is_plain(clean))
        append_folded(out, clean, LINE_MAX_HEADER - FIRST_LINE_MAX);
    else
        append_encoded(out, clean, LINE_MAX_HEADER - FIRST_LINE_MAX);
    return g_string_free(out, FALSE);
}

char *
header_fold(const char *value)
{
    g_autofree char *line = g_strdup(value);
    GString *out = g_string_new(NULL);

    for (char *p = line; *p != '\0'; p++) {
        if (*p == '\t')
            *p = ' ';
        if (*p < ' ' || *p >= 0x7f) {
            g_string_free(out, TRUE);
            return NULL;
        }
    }
    g_strstrip(line);
    for (const char *p = line; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") > WORD_MAX) {
            g_string_free(out, TRUE);
            return NULL;
        }
    append_folded(out, line, LINE_MAX_HEADER - FIRST_LINE_MAX);
    return g_string_free(out, FALSE);
}

static gboolean
is_phrase(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && strchr("!#$%&'*+-/=?^_`{|}~ ", *p) == NULL)
            return FALSE;
    return TRUE;
}

char *
header_mailbox(const char *name, const char *address)
{
    g_autofree char *clean = NULL;
    g_autofree char *domain = NULL;
    const char *at;
    GString *out;

    if (!address_is_valid(address, NULL))
        return NULL;
    at = strrchr(address, '@');
    domain = g_hostname_to_ascii(at + 1);
    clean = text_line(name == NULL ? "" : name, -1);
    if (*clean == '\0')
        return g_strdup_printf("%.*s@%s", (int)(at - address), address, domain);

    out = g_string_new(NULL);
    if (!is_plain(clean)) {
        append_encoded(out, clean, LINE_MAX_HEADER - FIRST_LINE_MAX);
    } else if (is_phrase(clean)) {
        append_folded(out, clean, LINE_MAX_HEADER - FIRST_LINE_MAX);
    } else {
        g_autoptr(GString) quoted = g_string_new("\"");
        for (const char *p = clean; *p != '\0'; p++) {
            if (*p == '"' || *p == '\\')
                g_string_append_c(quoted, '\\');
            g_string_append_c(quoted, *p);
        }
        g_string_append_c(quoted, '"');
        append_folded(out, quoted->str, LINE_MAX_HEADER - FIRST_LINE_MAX);
    }
    const char *line = strrchr(out->str, '\n');
    gsize column = line == NULL ? out->len + LINE_MAX_HEADER - FIRST_LINE_MAX : strlen(line + 1);
    gsize width = (gsize)(at - address) + strlen(domain) + 4;
    g_string_append_printf(out, "%s<%.*s@%s>", column + width > LINE_MAX_HEADER ? "\r\n " : " ",
                           (int)(at - address), address, domain);
    return g_string_free(out, FALSE);
}

char *
header_date(gint64 us, GTimeZone *zone)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    /* Towards the past, for times before the epoch too. */
    gint64 seconds = us / G_USEC_PER_SEC - (us % G_USEC_PER_SEC < 0);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
    g_autoptr(GDateTime) local = NULL;

    if (utc != NULL)
        local = zone == NULL ? g_date_time_ref(utc) : g_date_time_to_timezone(utc, zone);
    if (local == NULL)
        return NULL;
    int offset = (int)(g_date_time_get_utc_offset(local) / (60 * G_USEC_PER_SEC));
    return g_strdup_printf(
        "%s, %d %s %04d %02d:%02d:%02d %c%02d%02d", days[g_date_time_get_day_of_week(local) - 1],
        g_date_time_get_day_of_month(local), months[g_date_time_get_month(local) - 1],
        g_date_time_get_year(local), g_date_time_get_hour(local), g_date_time_get_minute(local),
        g_date_time_get_second(local), offset < 0 ? '-' : '+', ABS(offset) / 60, ABS(offset) % 60);
}

char *
header_message_id(const char *host)
{
    guint8 random[16];
    char text[2 * sizeof random + 1];

    /* 16 bytes are always given at once; a system without them cannot make any secret. */
    if (getentropy(random, sizeof random) != 0)
        g_error("cannot get random bytes from the system");
    for (guint i = 0; i < sizeof random; i++)
        g_snprintf(text + 2 * i, 3, "%02x", random[i]);
    return g_strdup_printf("%s@%s", text, host);
}
