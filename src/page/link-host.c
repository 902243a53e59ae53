/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link-host - where a link really leads, where its words say otherwise
 *
 * Words like "https://bank.example" over another address, and letters of other scripts that look
 * like ours, are how readers are led astray. Nothing is forbidden: the host is said.
 */
#include "page/link-host.h"

#include <string.h>

enum { HOST_MAX = 1000 };

/* The host of "[scheme://][user@]host[:port][/...]" in ASCII, lower case, without "www."; NULL
 * where there is none. */
static char *
host_of(const char *address, gboolean *has_user)
{
    const char *scheme = strstr(address, "://");
    const char *begin = scheme != NULL ? scheme + 3 : address;
    const char *end = begin + strcspn(begin, "/?#\\ \t\n");
    const char *at = memrchr(begin, '@', (gsize)(end - begin));

    *has_user = at != NULL;
    begin = at != NULL ? at + 1 : begin;
    const char *colon = memchr(begin, ':', (gsize)(end - begin));
    end = colon != NULL ? colon : end;
    if (end == begin || end - begin > HOST_MAX)
        return NULL;
    g_autofree char *host = g_strndup(begin, (gsize)(end - begin));
    g_autofree char *ascii = g_hostname_to_ascii(host);
    char *lower = g_ascii_strdown(ascii != NULL ? ascii : host, -1);
    if (g_str_has_prefix(lower, "www."))
        memmove(lower, lower + 4, strlen(lower + 4) + 1);
    return lower;
}

/* Whether people would read these words as an address of the web. */
static gboolean
is_like_address(const char *text)
{
    gsize size = strcspn(text, "/?# \t\n");

    if (g_ascii_strncasecmp(text, "http://", 7) == 0 ||
        g_ascii_strncasecmp(text, "https://", 8) == 0 || g_ascii_strncasecmp(text, "www.", 4) == 0)
        return TRUE;
    const char *dot = memrchr(text, '.', size);
    return dot != NULL && dot > text && text + size - dot > 2 && strpbrk(text, " \t\n@") == NULL;
}

char *
link_host_shown(const char *url, const char *text)
{
    gboolean has_user, ignored;

    if (g_ascii_strncasecmp(url, "http", 4) != 0)
        return NULL;
    g_autofree char *host = host_of(url, &has_user);
    g_autofree char *words = g_strstrip(g_strdup(text));
    if (host == NULL)
        return NULL;
    g_autofree char *said = is_like_address(words) ? host_of(words, &ignored) : NULL;
    gboolean other = said != NULL && !g_str_equal(said, host);
    gboolean strange = strstr(host, "xn--") != NULL || !g_str_is_ascii(host);
    return other || strange || has_user ? g_steal_pointer(&host) : NULL;
}
