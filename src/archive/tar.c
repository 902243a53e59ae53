/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tar - the files of a tar; see tar.h */
#include "archive/tar.h"

#include <string.h>

#include "base/error.h"

enum { NAME = 0, SIZE = 124, CHANGED = 136, CHECKSUM = 148, KIND = 156, PREFIX = 345 };
enum { LONG_NAME_MAX = 64 * 1024 };

/* Octal digits, or GNU's big-endian number behind a byte 0x80. */
static gint64
number(const char *field, gsize size)
{
    gint64 value = 0;

    if ((guint8)field[0] == 0x80) {
        for (gsize i = size - 7; i < size; i++)
            value = value << 8 | (guint8)field[i];
        return value;
    }
    for (gsize i = 0; i < size; i++)
        if (field[i] >= '0' && field[i] <= '7')
            value = value << 3 | (field[i] - '0');
        else if (field[i] != ' ' || value > 0)
            break;
    return value;
}

gboolean
tar_is(const char *data, gsize size)
{
    gint64 sum = 0;

    if (size < TAR_BLOCK || data[NAME] == '\0')
        return FALSE;
    for (gsize i = 0; i < TAR_BLOCK; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : (guint8)data[i];
    return number(data + CHECKSUM, 8) == sum;
}

gint64
tar_padding(gint64 size)
{
    return (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
}

/* The content of a member that says something about the next. */
static char *
read_words(Window *window, gint64 size, GError **error)
{
    if (size > LONG_NAME_MAX)
        return fail_null(error, ERROR_BAD_INPUT, "a name in the tar is too long");
    if (!window_reach(window, (gsize)size, error))
        return NULL;
    char *words = g_strndup(window->data, MIN((gsize)size, window->size));
    if (!window_pass(window, size + tar_padding(size), error))
        g_clear_pointer(&words, g_free);
    return words;
}

/* "27 path=NAME\n" among the records of pax; others are of no use here. */
static void
read_pax(const char *words, char **name)
{
    g_auto(GStrv) records = g_strsplit(words, "\n", -1);

    for (guint i = 0; records[i] != NULL; i++) {
        const char *blank = strchr(records[i], ' ');
        if (blank != NULL && g_str_has_prefix(blank + 1, "path=")) {
            g_free(*name);
            *name = g_strdup(blank + strlen(" path="));
        }
    }
}

static char *
short_name(const char *block)
{
    g_autofree char *name = g_strndup(block + NAME, 100);
    g_autofree char *prefix =
        memcmp(block + 257, "ustar\0", 6) == 0 ? g_strndup(block + PREFIX, 155) : g_strdup("");

    return *prefix != '\0' ? g_strconcat(prefix, "/", name, NULL) : g_steal_pointer(&name);
}

gboolean
tar_next(Window *window, TarMember *member, GError **error)
{
    g_autofree char *name = NULL;

    *member = (TarMember){0};
    while (TRUE) {
        if (!window_reach(window, TAR_BLOCK, error))
            return FALSE;
        if (window->size < TAR_BLOCK && !window_sound(window, error))
            return FALSE;
        if (window->size == 0 || (window->size >= TAR_BLOCK && window->data[NAME] == '\0'))
            return TRUE; /* blocks of zeros end it */
        if (!tar_is(window->data, window->size))
            return window_broken(window, error);
        const char *block = window->data;
        gint64 size = number(block + SIZE, 12), changed = number(block + CHANGED, 12);
        char kind = block[KIND];
        g_autofree char *own = short_name(block);
        window_skip(window, TAR_BLOCK);
        if (kind == 'L' || kind == 'x') {
            g_autofree char *words = read_words(window, size, error);
            if (words == NULL)
                return FALSE;
            if (kind == 'x')
                read_pax(words, &name);
            else {
                g_free(name);
                name = g_steal_pointer(&words);
            }
        } else if (kind == '0' || kind == '\0' || kind == '7') {
            member->name = name != NULL ? g_steal_pointer(&name) : g_steal_pointer(&own);
            member->size = size;
            member->changed = changed * G_USEC_PER_SEC;
            return TRUE;
        } else {
            if (!window_pass(window, size + tar_padding(size), error))
                return FALSE;
            g_clear_pointer(&name, g_free);
        }
    }
}
