/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hide-addresses - mail addresses made unreadable for harvesters
 *
 * One pass. Text is copied; at each @ (or its escape %40) that stands between something like a
 * local part and something like a domain, the local part is taken back to its first letter and the
 * domain left out. What counts as an address is wider than RFC 5322, since a harvester is not
 * pedantic either: letters of any alphabet, no length. Paths of links are copied untouched.
 */
#include "archive/hide.h"

#include <string.h>

#include <glib.h>

#define HIDDEN "\xe2\x80\xa6@\xe2\x80\xa6" /* …@… */

static gboolean
is_word(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Without the apostrophe, which RFC 5322 allows: in French it ends an elision. */
static gboolean
is_local(gunichar c)
{
    return is_word(c) || (c < 0x80 && c != 0 && strchr("._%+~-", (int)c) != NULL);
}

/* Size of the @ at `p`, or 0. */
static gsize
at_sign(const char *p)
{
    return *p == '@' ? 1 : g_str_has_prefix(p, "%40") ? 3 : 0;
}

/* End of the domain that begins at `p`, or NULL: labels with a dot between them, or a literal. */
static const char *
domain_end(const char *p)
{
    const char *end = NULL;
    gboolean label = FALSE, dotted = FALSE;

    if (*p == '[') {
        gsize size = strspn(p + 1, "0123456789abcdefABCDEF:.IPv");
        return size > 0 && p[size + 1] == ']' ? p + size + 2 : NULL;
    }
    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_word(c)) {
            label = TRUE;
            if (dotted)
                end = g_utf8_next_char(p);
        } else if (c == '.' && label) {
            label = FALSE;
            dotted = TRUE;
        } else if (c != '-' || !label) {
            break;
        }
    }
    return end;
}

/* Where the local part that ends at `at` begins, not before `floor`. */
static const char *
local_begin(const char *floor, const char *at)
{
    const char *begin = at;

    while (begin > floor) {
        const char *before = g_utf8_prev_char(begin);
        if (!is_local(g_utf8_get_char(before)))
            break;
        begin = before;
    }
    /* Dots and dashes in front belong to the sentence. */
    while (begin < at && !is_word(g_utf8_get_char(begin)))
        begin = g_utf8_next_char(begin);
    return begin;
}

/* "john doe"@example.org: a quoted local part ends right before the @. */
static gboolean
ends_quoted(const char *floor, const char *at)
{
    return at - floor >= 2 && at[-1] == '"' && strchr(" \t\n=>\"", at[-2]) == NULL;
}

/* A path ends where a link ends in running text or in an attribute; a comma or bracket ends it
 * too, so that an address glued to a link is seen. */
static gsize
path_size(const char *p)
{
    return strcspn(p, " \t\r\n\"'<>?#,;|()\\");
}

/* `p` stands on "://" behind a scheme. Returns where its path begins, or where the link ends. */
static const char *
authority_end(const char *p)
{
    return p + strcspn(p, "/ \t\r\n\"'<>?#,;|()\\");
}

char *
archive_hide_addresses(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    const char *floor = text; /* what is behind it has been decided */
    const char *path = NULL;  /* where the path of the link we are in begins */

    for (const char *p = text; *p != '\0';) {
        gsize sign = at_sign(p);
        if (p == path) {
            gsize size = path_size(p);
            g_string_append_len(out, p, (gssize)size);
            p += size;
            floor = p;
            path = NULL;
            continue;
        }
        if (*p == ':' && p > text && g_ascii_isalnum(p[-1]) && g_str_has_prefix(p, "://")) {
            g_string_append_len(out, p, 3);
            p += 3;
            floor = p;
            path = authority_end(p);
            continue;
        }
        const char *end = sign > 0 ? domain_end(p + sign) : NULL;
        const char *begin = end != NULL ? local_begin(floor, p) : p;
        if (end != NULL && (begin < p || ends_quoted(floor, p))) {
            const char *shown = begin < p ? g_utf8_next_char(begin) : begin;
            g_string_truncate(out, out->len - (gsize)(p - shown));
            g_string_append(out, HIDDEN);
            p = end;
            floor = end;
            continue;
        }
        const char *next = g_utf8_next_char(p);
        g_string_append_len(out, p, next - p);
        p = next;
    }
    return g_string_free(out, FALSE);
}
