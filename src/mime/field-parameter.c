/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field-parameter - the token and the parameters of structured headers
 *
 * RFC 2045 section 5.1, RFC 2231. Reads the value from left to right for one name, so that nothing
 * is kept of the other parameters; continuations above SECTIONS_MAX are left out.
 */
#include <string.h>

#include "mime/field.h"
#include "mime/text.h"

#define SECTIONS_MAX 64

/* What is known of the parameter asked for. Index 0 of `section` is also the form "name*=". */
typedef struct {
    char *plain;
    char *section[SECTIONS_MAX];
    gboolean coded[SECTIONS_MAX];
    gboolean any;
} Found;

static const char *
skip_blanks(const char *p)
{
    for (;;) {
        p += strspn(p, " \t\r\n");
        if (*p != '(')
            return p;
        for (guint depth = 0; *p != '\0';) {
            if (*p == '\\' && p[1] != '\0')
                p++;
            else if (*p == '(')
                depth++;
            else if (*p == ')')
                depth--;
            p++;
            if (depth == 0)
                break;
        }
    }
}

/* Reads a quoted string or what stands before the next ";", and moves `*cursor` behind it. */
static char *
value_read(const char **cursor)
{
    const char *p = skip_blanks(*cursor);
    GString *out = g_string_new(NULL);

    if (*p == '"') {
        for (p++; *p != '\0' && *p != '"'; p++) {
            if (*p == '\\' && p[1] != '\0')
                p++;
            g_string_append_c(out, *p);
        }
        p += strcspn(p, ";");
    } else {
        gsize size = strcspn(p, ";");
        g_string_append_len(out, p, (gssize)size);
        p += size;
        while (out->len > 0 && strchr(" \t\r\n", out->str[out->len - 1]) != NULL)
            g_string_truncate(out, out->len - 1);
    }
    *cursor = p;
    return g_string_free(out, FALSE);
}

/* Files one "attribute=value" under what it is to `name`, or drops it. Takes `value`. */
static void
found_add(Found *found, const char *attribute, gsize size, const char *name, char *value)
{
    gsize name_size = strlen(name);
    const char *rest = attribute + name_size;
    const char *end = attribute + size;
    guint n = 0;
    gboolean coded = FALSE;

    if (size < name_size || g_ascii_strncasecmp(attribute, name, name_size) != 0 ||
        (rest < end && *rest != '*')) {
        g_free(value);
        return;
    }
    if (rest == end) {
        if (found->plain == NULL)
            found->plain = value;
        else
            g_free(value);
        return;
    }
    rest++;
    coded = rest == end;
    for (; rest < end && g_ascii_isdigit(*rest) && n < SECTIONS_MAX; rest++)
        n = n * 10 + (guint)(*rest - '0');
    if (rest < end && *rest == '*' && rest + 1 == end) {
        coded = TRUE;
        rest++;
    }
    if (rest != end || n >= SECTIONS_MAX || found->section[n] != NULL) {
        g_free(value);
        return;
    }
    found->section[n] = value;
    found->coded[n] = coded;
    found->any = TRUE;
}

/* Puts the sections of RFC 2231 together. */
static char *
found_join(const Found *found)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *charset = NULL;

    for (guint i = 0; i < SECTIONS_MAX && found->section[i] != NULL; i++) {
        const char *p = found->section[i];
        if (i == 0 && found->coded[0]) {
            const char *quote = strchr(p, '\'');
            const char *second = quote == NULL ? NULL : strchr(quote + 1, '\'');
            if (second != NULL) {
                charset = quote == p ? NULL : g_strndup(p, (gsize)(quote - p));
                p = second + 1;
            }
        }
        for (; *p != '\0'; p++)
            if (found->coded[i] && *p == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
                g_string_append_c(
                    bytes, (char)(g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2])));
                p += 2;
            } else {
                g_string_append_c(bytes, *p);
            }
    }
    return text_from_charset(bytes->str, bytes->len, charset, NULL);
}

char *
field_token(const char *value)
{
    const char *p = skip_blanks(value);
    gsize size = strcspn(p, "; \t\r\n(");

    if (size == 0)
        return NULL;
    g_autofree char *token = g_ascii_strdown(p, (gssize)size);
    return text_line(token, -1);
}

char *
field_parameter(const char *value, const char *name)
{
    Found found = {.any = FALSE};
    char *result = NULL;
    const char *p = value + strcspn(value, ";");

    while (*p == ';') {
        p = skip_blanks(p + 1);
        const char *attribute = p;
        gsize size = strcspn(p, "=; \t\r\n(");
        p = skip_blanks(p + size);
        if (*p == '=') {
            p++;
            found_add(&found, attribute, size, name, value_read(&p));
        } else {
            p += strcspn(p, ";");
        }
    }
    if (found.any && found.section[0] != NULL)
        result = found_join(&found);
    else if (found.plain != NULL)
        result = field_words(found.plain, NULL);
    g_free(found.plain);
    for (guint i = 0; i < SECTIONS_MAX; i++)
        g_free(found.section[i]);
    return result;
}
