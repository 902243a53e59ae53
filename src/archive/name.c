/* SPDX-License-Identifier: GPL-3.0-or-later */
/* name - how a person's name stands in mails; see name.h */
#include "archive/name.h"

#include <string.h>

static GRegex *
regex_of(const char *name, gboolean alone)
{
    g_auto(GStrv) words = g_strsplit_set(name, " \t\r\n", -1);
    g_autoptr(GString) pattern = g_string_new(NULL);
    guint n = 0;

    for (guint i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0')
            continue;
        g_autofree char *word = g_regex_escape_string(words[i], -1);
        g_string_append_printf(pattern, "%s%s", n++ > 0 ? "[\\s>\\x{a0}]+" : "", word);
    }
    if (n > 1 || alone) {
        g_string_prepend(pattern, "(?<![\\p{L}\\p{N}])");
        g_string_append(pattern, "(?![\\p{L}\\p{N}])");
    }
    return g_regex_new(pattern->str, G_REGEX_OPTIMIZE | (n > 1 ? G_REGEX_CASELESS : 0), 0, NULL);
}

GRegex *
name_regex(const char *name)
{
    return regex_of(name, FALSE);
}

GRegex *
name_regex_alone(const char *name)
{
    return regex_of(name, TRUE);
}

char *
name_without(const char *text, const char *name)
{
    g_autoptr(GRegex) regex = name_regex(name);

    if (text == NULL || regex == NULL)
        return g_strdup("");
    return g_regex_replace_literal(regex, text, -1, 0, "\xe2\x80\xa6", 0, NULL);
}

/* Every byte that is no letter or digit of ASCII as `mark` and two digits; a blank as `blank`. */
static char *
encoded(const char *bytes, char mark, const char *blank)
{
    GString *out = g_string_new(NULL);

    for (; *bytes != '\0'; bytes++)
        if (*bytes == ' ')
            g_string_append(out, blank);
        else if (g_ascii_isalnum(*bytes) || *bytes == '-')
            g_string_append_c(out, *bytes);
        else
            g_string_append_printf(out, "%c%02X", mark, (guint)(guchar)*bytes);
    return g_string_free(out, FALSE);
}

/* Of less than this in base64, chance has too much in a large file. */
#define SURE 8

/* Base64 takes three bytes at a time: what depends on a neighbour is left out. */
static char *
base64(const char *bytes, guint offset)
{
    static const guint before[] = {0, 2, 3};
    g_autofree char *shifted = g_strconcat(offset == 2   ? "xx"
                                           : offset == 1 ? "x"
                                                         : "",
                                           bytes, NULL);
    gsize whole = strlen(shifted) * 8 / 6;
    g_autofree char *text = g_base64_encode((const guchar *)shifted, strlen(shifted));

    return g_strndup(text + before[offset], whole - before[offset]);
}

static gboolean
is_letter(guchar byte)
{
    return g_ascii_isalnum(byte) || byte == 0xC3; /* which begins most of those with accents */
}

/* Whether `form` stands at `at` by itself. Base64 does not tell where a word ends. */
static gboolean
stands(const char *raw, gsize size, gsize at, const char *form)
{
    gsize end = at + strlen(form);

    return strpbrk(form, " _%") == NULL || ((at == 0 || !is_letter((guchar)raw[at - 1])) &&
                                            (end == size || !is_letter((guchar)raw[end])));
}

gboolean
name_stands(GBytes *raw, const char *const *forms)
{
    gsize size;
    const char *text = g_bytes_get_data(raw, &size);

    for (; *forms != NULL; forms++) {
        const char *at = text, *found;
        while ((found = memmem(at, size - (gsize)(at - text), *forms, strlen(*forms))) != NULL) {
            if (stands(text, size, (gsize)(found - text), *forms))
                return TRUE;
            at = found + 1;
        }
    }
    return FALSE;
}

GStrv
name_forms(const char *name)
{
    g_autoptr(GStrvBuilder) forms = g_strv_builder_new();
    g_autofree char *latin = g_convert(name, -1, "WINDOWS-1252", "UTF-8", NULL, NULL, NULL);
    const char *const bytes[] = {name, latin};

    if (strpbrk(name, " \t\r\n") == NULL)
        return g_strv_builder_end(forms);
    g_strv_builder_add(forms, name);
    for (guint i = 0; i < G_N_ELEMENTS(bytes) && bytes[i] != NULL; i++) {
        g_autofree char *header = encoded(bytes[i], '=', "_");
        g_autofree char *text = encoded(bytes[i], '=', " ");
        g_autofree char *file = encoded(bytes[i], '%', "%20");
        g_strv_builder_add_many(forms, header, text, file, NULL);
        for (guint offset = 0; offset < 3; offset++) {
            g_autofree char *part = base64(bytes[i], offset);
            if (strlen(part) >= SURE)
                g_strv_builder_add(forms, part);
        }
    }
    return g_strv_builder_end(forms);
}
