/* SPDX-License-Identifier: GPL-3.0-or-later */
/* own-link - mark and find the places of each reader's own links; cannot fail */
#include <string.h>

#include "mime/encode.h"
#include "mime/header.h"

#include "news/own-link.h"

static const char *const marks[OWN_LINK_COUNT] = {
    [OWN_LINK_UNSUBSCRIBE] = "=_unsubscribe",
    [OWN_LINK_PREFERENCES] = "=_preferences",
};

void
own_link_words_init(OwnLinkWords *words)
{
    words->words[OWN_LINK_NONE] = NULL;
    for (guint i = OWN_LINK_NONE + 1; i < OWN_LINK_COUNT; i++) {
        g_autofree char *random = header_message_id("x");
        *strchr(random, '@') = '\0';
        words->words[i] = g_strconcat("own", random, NULL);
    }
}

void
own_link_words_clear(OwnLinkWords *words)
{
    for (guint i = 0; i < OWN_LINK_COUNT; i++)
        g_clear_pointer(&words->words[i], g_free);
}

/* The first word in `text`, and which. */
static const char *
find_word(const char *text, const OwnLinkWords *words, OwnLink *link)
{
    const char *first = NULL;

    for (guint i = OWN_LINK_NONE + 1; i < OWN_LINK_COUNT; i++) {
        const char *found = strstr(text, words->words[i]);
        if (found != NULL && (first == NULL || found < first)) {
            first = found;
            *link = (OwnLink)i;
        }
    }
    return first;
}

GBytes *
own_link_encode(const char *rendered, const OwnLinkWords *words)
{
    GString *out = g_string_sized_new(strlen(rendered) * 5 / 4);
    OwnLink link = OWN_LINK_NONE;

    for (const char *found; (found = find_word(rendered, words, &link)) != NULL;) {
        quoted_printable(out, rendered, (gsize)(found - rendered));
        g_string_append_printf(out, "=\r\n%s=\r\n", marks[link]);
        rendered = found + strlen(words->words[link]);
    }
    quoted_printable(out, rendered, strlen(rendered));
    if (out->len < 2 || !g_str_has_suffix(out->str, "\r\n") || g_str_has_suffix(out->str, "=\r\n"))
        g_string_append(out, "\r\n");
    return g_string_free_to_bytes(out);
}

void
own_link_split(const char *data, gsize size, GArray *stretches)
{
    const char *end = data + size;

    for (const char *at = data; at < end && (at = memchr(at, '=', (gsize)(end - at))) != NULL; at++)
        for (guint i = OWN_LINK_NONE + 1; i < OWN_LINK_COUNT; i++) {
            gsize length = strlen(marks[i]);
            if ((gsize)(end - at) >= length && memcmp(at, marks[i], length) == 0) {
                OwnLinkStretch stretch = {data, (gsize)(at - data), (OwnLink)i};
                g_array_append_val(stretches, stretch);
                at = data = at + length;
                break;
            }
        }
    OwnLinkStretch last = {data, (gsize)(end - data), OWN_LINK_NONE};
    g_array_append_val(stretches, last);
}
