/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hide-tokens - readers' own links taken out of what they quote
 *
 * A token is base32 in lower case, at least 23 letters long (base/token.h); nothing else on the
 * site has that form behind these pages. The host is not looked at: sites move, old links work on.
 * Links that a filter has wrapped in its own have their slashes as %2F.
 */
#include <string.h>

#include <glib.h>

#include "archive/hide.h"

enum { TOKEN_LETTERS_MIN = 23 };

/* Size of what a token follows at `p`, or 0: a page of ours, the subject of a mailto (RFC 6068)
 * that leaves a list, or a robot's address whose extension proves who writes. */
static gsize
prefix_size(const char *p)
{
    static const char *const prefixes[] = {
        "/u/",          "/me/",        "/erase/",       "/confirm/",     "/subscribe/",
        "/join/",       "/leave/",     "?subject=",     "-confirm+",     "-moderate+",
        "-bounces+",    "-accept+",    "-discard+",     "-undo+",        "-propose+",
        "-decide+",     "%2fu%2f",     "%2fme%2f",      "%2fconfirm%2f", "%2fsubscribe%2f",
        "%2fjoin%2f",   "%2fleave%2f", "%3fsubject%3d", "-confirm%2b",   "-moderate%2b",
        "-accept%2b",   "-discard%2b", "-undo%2b",      "-propose%2b",   "-decide%2b",
        "-bounces%2b",  "%2ferase%2f", "/archive/",     "%2farchive%2f", "/address/",
        "%2faddress%2f"};

    if (*p != '/' && *p != '?' && *p != '-' && *p != '%')
        return 0;
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_ascii_strncasecmp(p, prefixes[i], strlen(prefixes[i])) == 0)
            return strlen(prefixes[i]);
    return 0;
}

/* Size of the token at `p`, which may be broken once, with the marks of a quotation, before its
 * last letters; 0 for none. */
static gsize
token_size(const char *p)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    gsize first = strspn(p, letters);

    if (first >= TOKEN_LETTERS_MIN)
        return first;
    gsize blanks = strspn(p + first, " \r");
    if (p[first + blanks] != '\n')
        return 0;
    gsize between = blanks + 1 + strspn(p + first + blanks + 1, "> |\t");
    gsize second = strspn(p + first + between, letters);
    return first + second >= TOKEN_LETTERS_MIN ? first + between + second : 0;
}

char *
archive_hide_tokens(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));

    while (*text != '\0') {
        gsize prefix = prefix_size(text);
        gsize token = prefix > 0 ? token_size(text + prefix) : 0;
        if (token > 0) {
            g_string_append_len(out, text, (gssize)prefix);
            g_string_append(out, "\xe2\x80\xa6");
            text += prefix + token;
        } else {
            g_string_append_c(out, *text++);
        }
    }
    return g_string_free(out, FALSE);
}
