/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mbox - the mails of a file that holds many, whichever of its kinds it is; see mbox.h */
#include "archive/mbox.h"

#include <string.h>
#include <time.h>

/* How far one looks for the end of a line and of the header behind it. */
#define LINE_MAX_BYTES 1024

/* --- how a mail begins --- */

/* "Thu Aug 22 12:36:23 2002", with a zone or without, somewhere behind what the line names. */
static gboolean
read_ctime(const char *text, gint64 *at)
{
    static const char *const forms[] = {"%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S %Z %Y",
                                        "%a %b %d %H:%M:%S %z %Y", "%a %b %d %H:%M %Y",
                                        "%a, %d %b %Y %H:%M:%S"};

    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        struct tm tm = {0};
        if (strptime(text, forms[i], &tm) != NULL) {
            time_t seconds = timegm(&tm);
            *at = seconds > 0 ? (gint64)seconds * G_USEC_PER_SEC : 0;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
mbox_from_line(const char *line, gsize size, gint64 *arrival)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

    *arrival = 0;
    if (size < 5 || size > LINE_MAX_BYTES || memcmp(line, "From ", 5) != 0)
        return FALSE;
    g_autofree char *text = g_strndup(line + 5, size - 5);
    /* The last day's name: an address may have one. */
    for (char *p = text + strlen(text); p-- > text;)
        for (guint i = 0; i < G_N_ELEMENTS(days); i++)
            if ((p == text || p[-1] == ' ' || p[-1] == '\t') && strncmp(p, days[i], 3) == 0 &&
                read_ctime(p, arrival))
                return TRUE;
    return FALSE;
}

static gboolean
is_header(const char *data, gsize size)
{
    gsize i = 0;

    while (i < size && i < 80 && data[i] > ' ' && data[i] < 127 && data[i] != ':')
        i++;
    return i > 0 && i < size && data[i] == ':';
}

/* A header that every mail begins with or soon has. */
static gboolean
is_known_header(const char *data, gsize size)
{
    static const char *const known[] = {
        "Return-Path:", "Received:",     "Delivered-To:", "From:",
        "Date:",        "Message-ID:",   "Subject:",      "MIME-Version:",
        "To:",          "Content-Type:", "Sender:",       "Reply-To:",
        "X-",           "Mail-Followup", "Envelope-",     "List-",
        "References:",  "In-Reply-To:"};

    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        gsize length = strlen(known[i]);
        if (size >= length && g_ascii_strncasecmp(data, known[i], length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Whether a mail begins at `at`, where a line "From " does; `*body` gets where its first header
 * is. `blank`: an empty line, or the beginning, is before it. */
static gboolean
begins(const Window *window, gsize at, gboolean blank, gsize *body, gint64 *arrival)
{
    const char *line = window->data + at;
    gsize left = window->size - at;
    const char *lf = memchr(line, '\n', MIN(left, LINE_MAX_BYTES));

    if (lf == NULL)
        return FALSE;
    gsize size = (gsize)(lf - line);
    gboolean dated = mbox_from_line(line, size - (size > 0 && line[size - 1] == '\r'), arrival);
    const char *next = lf + 1;
    gsize behind = left - size - 1;
    /* mailers wrote ">From " and more "From " lines among headers */
    gboolean header = behind == 0 || is_header(next, behind) || g_str_has_prefix(next, ">From ") ||
                      g_str_has_prefix(next, "From ");
    *body = at + size + 1;
    if (dated && header)
        return TRUE;
    return blank && (dated || is_known_header(next, behind));
}

/* Whether one of the first headers in sight begins with this; NULL: with what every mail has. */
static gboolean
has_header(const Window *window, const char *name)
{
    const char *data = window->data;
    gsize length = name != NULL ? strlen(name) : 0;

    for (gsize at = 0; at < window->size;) {
        const char *here = data + at;
        gsize left = window->size - at;
        const char *lf = memchr(here, '\n', left);
        if (name == NULL ? is_known_header(here, left)
                         : left >= length && g_ascii_strncasecmp(here, name, length) == 0)
            return TRUE;
        if (lf == NULL || lf == here || (lf == here + 1 && *here == '\r'))
            return FALSE;
        at = (gsize)(lf - data) + 1;
    }
    return FALSE;
}

gboolean
mbox_is_mail(const Window *window)
{
    const char *data = window->data;
    gsize blank = 0;

    while (blank < window->size && (data[blank] == '\n' || data[blank] == '\r'))
        blank++;
    const Window rest = {.data = window->data + blank, .size = window->size - blank};
    return is_header(rest.data, rest.size) && has_header(&rest, NULL);
}

gboolean
mbox_is_rest(const Window *window)
{
    const char *data = window->data;
    gsize body;
    gint64 arrival;

    if (is_header(data, window->size) && has_header(window, "From:") && has_header(window, "Date:"))
        return FALSE;
    for (gsize at = 0; at < window->size;) {
        const char *found = memmem(data + at, window->size - at, "\nFrom ", 6);
        if (found == NULL)
            return FALSE;
        at = (gsize)(found - data) + 1;
        if (begins(window, at, FALSE, &body, &arrival) && window->size > body &&
            is_known_header(data + body, window->size - body))
            return TRUE;
    }
    return FALSE;
}

/* --- where it ends --- */

/* The beginning of the next line "From " from `from` on, `*blank` when an empty line is before it
 * (whose end `*content` then leaves out); window->size when there is none in sight. */
static gsize
next_from(const Window *window, gsize from, gsize begin, gboolean *blank, gsize *content)
{
    const char *data = window->data;
    gsize at = from;

    while (at < window->size) {
        const char *found = memmem(data + at, window->size - at, "\nFrom ", 6);
        if (found == NULL)
            break;
        gsize lf = (gsize)(found - data);
        *content = lf + 1;
        *blank = FALSE;
        if (lf > begin && data[lf - 1] == '\n') {
            *blank = TRUE;
            *content = lf;
        } else if (lf > begin + 1 && data[lf - 1] == '\r' && data[lf - 2] == '\n') {
            *blank = TRUE;
            *content = lf - 1;
        }
        return lf + 1;
    }
    return window->size;
}

/* Where the body would end that a Content-Length among the headers announces; 0: nowhere. */
static gsize
announced(const Window *window, gsize body)
{
    const char *data = window->data;
    gsize at = body, length = 0, end = 0;
    gboolean found = FALSE;

    while (at < window->size && end == 0) {
        const char *lf = memchr(data + at, '\n', window->size - at);
        if (lf == NULL)
            return 0;
        gsize size = (gsize)(lf - data) - at;
        if (size == 0 || (size == 1 && data[at] == '\r'))
            end = at + size + 1;
        else if (size > 15 && size < 40 &&
                 g_ascii_strncasecmp(data + at, "Content-Length:", 15) == 0) {
            g_autofree char *number = g_strndup(data + at + 15, size - 15);
            found =
                g_ascii_string_to_unsigned(g_strstrip(number), 10, 0, MBOX_MAIL_MAX, &length, NULL);
        }
        at = (gsize)(lf - data) + 1;
    }
    return found && end != 0 ? end + length : 0;
}

/* Whether a mail ends at `end`: with the file, or before a line "From " after empty lines. */
static gboolean
ends(const Window *window, gsize end)
{
    gint64 arrival;
    gsize body;

    if (end > window->size)
        return FALSE;
    while (end < window->size && (window->data[end] == '\n' || window->data[end] == '\r'))
        end++;
    if (end == window->size)
        return window->ended;
    return window->size - end > 5 && memcmp(window->data + end, "From ", 5) == 0 &&
           begins(window, end, TRUE, &body, &arrival);
}

/* --- the mail itself --- */

/* One ">" less before each line ">From " (of more than one too, unless `once`). */
static GBytes *
unquote(const char *data, gsize size, gboolean once)
{
    GByteArray *out = NULL;
    gsize done = 0;

    for (gsize at = 0; at < size;) {
        gsize quotes = strspn(data + at, ">");
        if (quotes > 0 && (!once || quotes == 1) && quotes + 5 <= size - at &&
            memcmp(data + at + quotes, "From ", 5) == 0) {
            if (out == NULL)
                out = g_byte_array_sized_new((guint)size);
            g_byte_array_append(out, (const guint8 *)data + done, (guint)(at - done));
            done = at + 1;
        }
        const char *lf = memchr(data + at, '\n', size - at);
        at = lf == NULL ? size : (gsize)(lf - data) + 1;
    }
    if (out == NULL)
        return g_bytes_new(data, size);
    g_byte_array_append(out, (const guint8 *)data + done, (guint)(size - done));
    return g_byte_array_free_to_bytes(out);
}

/* Steps over empty lines; FALSE with `*error`, or without at the end. */
static gboolean
at_mail(Window *window, GError **error)
{
    do {
        if (!window_reach(window, LINE_MAX_BYTES * 2, error))
            return FALSE;
        gsize blank = 0;
        while (blank < window->size && (window->data[blank] == '\n' || window->data[blank] == '\r'))
            blank++;
        if (blank == 0)
            break;
        window_skip(window, blank);
    } while (TRUE);
    return window->size > 0;
}

/* Bytes of the empty line that ends a file. */
static gsize
last_blank(const char *data, gsize size)
{
    if (size >= 2 && memcmp(data + size - 2, "\n\n", 2) == 0)
        return 1;
    return size >= 4 && memcmp(data + size - 4, "\r\n\r\n", 4) == 0 ? 2 : 0;
}

/* `*end`: where the mail's bytes end; `*next`: where the line of the next begins. */
static gboolean
find_end(Window *window, gsize body, MboxKind kind, gsize *end, gsize *next, gboolean *whole,
         MboxMail *mail, GError **error)
{
    gsize from = body, content = 0, begin;
    gint64 arrival;
    gboolean blank = FALSE;

    *whole = FALSE;
    if (!window_reach(window, body + 128 * 1024, error))
        return FALSE;
    gsize length = announced(window, body);
    if (length > 0 && kind != MBOX_RD && kind != MBOX_O) {
        if (!window_reach(window, length + LINE_MAX_BYTES * 2, error))
            return FALSE;
        if (ends(window, length)) {
            *end = *next = length;
            *whole = TRUE;
            return TRUE;
        }
    }
    while (TRUE) {
        gsize at = next_from(window, from, body, &blank, &content);
        if (at >= window->size && !window->ended && window->size < MBOX_MAIL_MAX) {
            from = window->size > body + 8 ? window->size - 8 : body;
            if (!window_reach(window, window->size + 1024 * 1024, error))
                return FALSE;
            continue;
        }
        if (at >= window->size) {
            *end = *next = window->size;
            if (!window->ended)
                mail->oddity = "too-long";
            else
                *end -= last_blank(window->data + body, window->size - body);
            return TRUE;
        }
        if (window->size - at < LINE_MAX_BYTES * 2 &&
            !window_reach(window, at + LINE_MAX_BYTES * 2, error))
            return FALSE;
        if (begins(window, at, blank, &begin, &arrival)) {
            *end = content;
            *next = at;
            if (!blank)
                mail->oddity = "no-blank-line";
            return TRUE;
        }
        from = at;
    }
}

/* A line "From " that was left as it is inside a mail whose length holds. */
static gboolean
has_bare_from(const char *data, gsize size)
{
    return memmem(data, size, "\nFrom ", 6) != NULL;
}

gboolean
mbox_next(Window *window, MboxKind kind, MboxMail *mail, GError **error)
{
    g_autoptr(GError) broken = NULL;
    gsize body = 0, end = 0, next = 0;
    gboolean whole = FALSE;

    *mail = (MboxMail){0};
    if (!at_mail(window, &broken)) {
        if (broken == NULL)
            return window_sound(window, error);
        g_propagate_error(error, g_steal_pointer(&broken));
        return FALSE;
    }
    mail->offset = window->offset;
    if (!g_str_has_prefix(window->data, "From ") ||
        !begins(window, 0, TRUE, &body, &mail->arrival)) {
        body = 0;
        mail->oddity = "mbox-cut";
    }
    if (!find_end(window, body, kind, &end, &next, &whole, mail, error))
        return FALSE;
    /* Of a file that broke off the last mail is not whole, and comes with the file that is. */
    if (next == window->size && !window_sound(window, error))
        return FALSE;
    const char *data = window->data + body;
    gsize size = end - body;
    if (kind == MBOX_CL2 || (whole && has_bare_from(data, size)))
        mail->raw = g_bytes_new(data, size);
    else
        mail->raw = unquote(data, size, kind == MBOX_O);
    window_skip(window, next);
    return TRUE;
}
