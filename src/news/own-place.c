/* SPDX-License-Identifier: GPL-3.0-or-later */
/* own-place - mark and find the places of what is each reader's own; cannot fail */
#include "news/own-place.h"

#include <string.h>

#include "mime/encode.h"
#include "mime/header.h"

/* A private character: one column. */
#define FILLER "\uf8ff"

/* Blocks have two digits behind theirs. */
static const char *const marks[OWN_PLACE_COUNT] = {
    [OWN_PLACE_UNSUBSCRIBE] = "=_unsubscribe",
    [OWN_PLACE_PREFERENCES] = "=_preferences",
    [OWN_PLACE_NAME] = "=_name",
    [OWN_PLACE_TERRITORY] = "=_territory",
    [OWN_PLACE_CLICK_PLACE] = "=_click-place",
    [OWN_PLACE_IF] = "=_if-",
    [OWN_PLACE_UNLESS] = "=_unless-",
    [OWN_PLACE_END] = "=_end-",
};

/* U+E0000 and the character's code, in UTF-8. */
static void
tag_write(char *to, char c)
{
    to[0] = (char)0xf3;
    to[1] = (char)0xa0;
    to[2] = (char)(0x80 | ((guchar)c >> 6));
    to[3] = (char)(0x80 | ((guchar)c & 0x3f));
}

static char
tag_read(const char *from)
{
    return (char)((((guchar)from[2] & 0x3f) << 6) | ((guchar)from[3] & 0x3f));
}

void
own_words_init(OwnWords *words)
{
    g_autofree char *random = header_message_id("x");

    for (guint i = 0; i < OWN_STEM_LETTERS; i++)
        tag_write(words->stem + (gsize)4 * i, random[i]);
    words->stem[4 * OWN_STEM_LETTERS] = '\0';
}

static gboolean
is_block(OwnPlace place)
{
    return place >= OWN_PLACE_VALUES;
}

char *
own_word(const OwnWords *words, OwnPlace place, guint number)
{
    GString *word = g_string_new(words->stem);
    char code[4 * 3];

    tag_write(code, (char)('a' + (int)place));
    tag_write(code + 4, (char)('0' + number / 10));
    tag_write(code + 8, (char)('0' + number % 10));
    g_string_append_len(word, code, sizeof code);
    for (guint i = 0; !is_block(place) && i < OWN_VALUE_COLUMNS; i++)
        g_string_append(word, FILLER);
    return g_string_free(word, FALSE);
}

const char *
own_word_find(const char *text, const OwnWords *words, OwnPlace *place, guint *number,
              const char **end)
{
    const char *found = strstr(text, words->stem);

    if (found == NULL)
        return NULL;
    const char *code = found + strlen(words->stem);
    *place = (OwnPlace)(tag_read(code) - 'a');
    *number = (guint)((tag_read(code + 4) - '0') * 10 + tag_read(code + 8) - '0');
    *end = code + 12;
    while (g_str_has_prefix(*end, FILLER))
        *end += strlen(FILLER);
    return found;
}

static void
append_mark(GString *out, OwnPlace place, guint number)
{
    gboolean begins_line = out->len == 0 || out->str[out->len - 1] == '\n';

    if (!begins_line)
        g_string_append(out, "=\r\n");
    g_string_append(out, marks[place]);
    if (is_block(place))
        g_string_append_printf(out, "%02u", number);
    g_string_append(out, "=\r\n");
}

GBytes *
own_place_encode(const char *rendered, const OwnWords *words)
{
    GString *out = g_string_sized_new(strlen(rendered) * 5 / 4);
    OwnPlace place;
    guint number;

    const char *word_end;

    for (const char *found;
         (found = own_word_find(rendered, words, &place, &number, &word_end)) != NULL;) {
        quoted_printable(out, rendered, (gsize)(found - rendered));
        append_mark(out, place, number);
        rendered = word_end;
    }
    quoted_printable(out, rendered, strlen(rendered));
    if (out->len < 2 || !g_str_has_suffix(out->str, "\r\n") || g_str_has_suffix(out->str, "=\r\n"))
        g_string_append(out, "\r\n");
    return g_string_free_to_bytes(out);
}

/* The size of the mark at `at`, or 0. A block's mark goes with its line end: where the block is
 * left out, nothing stays of it. */
static gsize
mark_read(const char *at, const char *end, OwnPlace *place, guint *number)
{
    for (guint i = OWN_PLACE_NONE + 1; i < OWN_PLACE_COUNT; i++) {
        gsize size = strlen(marks[i]);
        if ((gsize)(end - at) < size || memcmp(at, marks[i], size) != 0)
            continue;
        *place = (OwnPlace)i;
        *number = 0;
        if (!is_block(*place))
            return size;
        if (end - at < (gssize)size + 5 || !g_ascii_isdigit(at[size]) ||
            !g_ascii_isdigit(at[size + 1]) || memcmp(at + size + 2, "=\r\n", 3) != 0)
            return 0;
        *number = (guint)(g_ascii_digit_value(at[size]) * 10 + g_ascii_digit_value(at[size + 1]));
        return *number <= CONDITION_COUNTED ? size + 5 : 0;
    }
    return 0;
}

/* Where each block ends, counting blocks within it; the last stretch where its END is missing. */
static void
find_ends(GArray *stretches, guint first)
{
    for (guint i = first; i < stretches->len; i++) {
        OwnStretch *stretch = &g_array_index(stretches, OwnStretch, i);
        guint depth = 1;
        if (stretch->place != OWN_PLACE_IF && stretch->place != OWN_PLACE_UNLESS)
            continue;
        stretch->end = stretches->len - 1;
        for (guint k = i + 1; k < stretches->len && depth > 0; k++) {
            OwnPlace place = g_array_index(stretches, OwnStretch, k).place;
            depth += place == OWN_PLACE_IF || place == OWN_PLACE_UNLESS;
            depth -= place == OWN_PLACE_END;
            if (depth == 0)
                stretch->end = k;
        }
    }
}

void
own_place_split(const char *data, gsize size, GArray *stretches)
{
    const char *end = data + size;
    const char *at = data;
    guint first = stretches->len;

    while (at < end && (at = memchr(at, '=', (gsize)(end - at))) != NULL) {
        OwnStretch stretch = {data, (gsize)(at - data), OWN_PLACE_NONE, 0, 0};
        gsize mark = mark_read(at, end, &stretch.place, &stretch.number);
        if (mark > 0) {
            g_array_append_val(stretches, stretch);
            data = at + mark;
        }
        at += MAX(mark, 1);
    }
    OwnStretch last = {data, (gsize)(end - data), OWN_PLACE_NONE, 0, 0};
    g_array_append_val(stretches, last);
    find_ends(stretches, first);
}
