/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field-mailbox - the first mailbox of an address list, and message identifiers
 *
 * RFC 5322 sections 3.4 and 3.6.4 with the obsolete forms that real mail has: "address (Name)",
 * names in no quotes with dots and @, routes, groups. One pass, comments counted and not nested.
 */
#include "mime/field.h"

#include <string.h>

#include "mime/text.h"

/* Enough for any real mailbox; what stands behind is not read. */
#define VALUE_MAX 16384

typedef struct {
    GString *phrase;  /* words before <, unquoted */
    GString *bare;    /* the same as found, for an address without brackets */
    GString *comment; /* the last comment, the name of old */
    GString *angle;   /* inside < > */
    gboolean has_angle;
} Parts;

/* Moves behind the quoted string or comment that begins at `p`, its content to `out`. */
static const char *
delimited_read(const char *p, const char *limit, char open, char close, GString *out)
{
    guint depth = 1;

    for (p++; p < limit; p++) {
        if (*p == '\\' && p + 1 < limit) {
            g_string_append_c(out, *++p);
            continue;
        }
        if (*p == close && --depth == 0)
            return p + 1;
        if (*p == open && open != close)
            depth++;
        g_string_append_c(out, *p);
    }
    return p;
}

static const char *
angle_read(const char *p, const char *limit, Parts *parts)
{
    const char *end = memchr(p, '>', (gsize)(limit - p));
    const char *comma = memchr(p, ',', (gsize)(limit - p));

    if (end == NULL) /* never closed: it ends where the next address would begin */
        end = comma == NULL ? limit : comma;
    parts->has_angle = TRUE;
    g_string_append_len(parts->angle, p, end - p);
    return end < limit && *end == '>' ? end + 1 : end;
}

/* Behind the encoded word at `p`, or `p`. Programs leave signs in it that RFC 2047 (5, 3) would
 * have encoded, and that mean something else outside. */
static const char *
encoded_word(const char *p, const char *limit)
{
    guint marks = 0;

    if (limit - p < 2 || p[0] != '=' || p[1] != '?')
        return p;
    for (const char *q = p + 2; q < limit && *q != ' ' && *q != '\t' && *q != '"'; q++) {
        if (*q == '?' && ++marks > 2)
            return marks == 3 && q + 1 < limit && q[1] == '=' ? q + 2 : p;
    }
    return p;
}

/* One mailbox from `*cursor` on; moves it behind the separator. */
static void
parts_read(const char **cursor, const char *limit, Parts *parts)
{
    const char *p = *cursor;

    while (p < limit && *p != ',' && *p != ';') {
        const char *word_end = encoded_word(p, limit);
        if (word_end > p) {
            g_string_append_len(parts->has_angle ? parts->comment : parts->phrase, p, word_end - p);
            g_string_append_len(parts->bare, p, word_end - p);
            p = word_end;
        } else if (*p == '"') {
            const char *begin = p;
            p = delimited_read(p, limit, '"', '"', parts->phrase);
            g_string_append_len(parts->bare, begin, p - begin);
        } else if (*p == '(') {
            g_string_truncate(parts->comment, 0);
            p = delimited_read(p, limit, '(', ')', parts->comment);
        } else if (*p == '<' && !parts->has_angle) {
            p = angle_read(p + 1, limit, parts);
        } else if (*p == ':' && !parts->has_angle) { /* that was the name of a group */
            g_string_truncate(parts->phrase, 0);
            g_string_truncate(parts->bare, 0);
            p++;
        } else if (parts->has_angle) {
            p++;
        } else {
            g_string_append_c(parts->phrase, *p);
            g_string_append_c(parts->bare, *p++);
        }
    }
    *cursor = p < limit ? p + 1 : p;
}

/* An address as found, its route and the blanks around its @ gone, or NULL. */
static char *
address_read(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (*text == '@' && strchr(text, ':') != NULL)
        text = strchr(text, ':') + 1;
    for (const char *p = text + strspn(text, " \t\r\n"); *p != '\0'; p++) {
        if (strchr(" \t\r\n", *p) != NULL) {
            char before = out->len > 0 ? out->str[out->len - 1] : '@';
            const char *after = p + strspn(p, " \t\r\n");
            if (*after != '\0' && *after != '@' && *after != '.' && before != '@' && before != '.')
                return NULL;
            continue;
        }
        if ((guchar)*p < ' ' || *p == 0x7f)
            return NULL;
        g_string_append_c(out, *p);
    }
    if (strchr(out->str, '@') == NULL)
        return NULL;
    return text_from_charset(out->str, out->len, NULL, NULL);
}

static char *
name_read(const char *text)
{
    g_autofree char *decoded = field_words(text, NULL);
    char *name = text_line(decoded, -1);

    if (*name == '\0')
        g_clear_pointer(&name, g_free);
    return name;
}

gboolean
field_mailbox_next(const char **cursor, char **name, char **address)
{
    const char *p = *cursor;
    const char *limit = p + strnlen(p, VALUE_MAX);

    *name = NULL;
    *address = NULL;
    while (p < limit && *address == NULL && *name == NULL) {
        Parts parts = {g_string_new(NULL), g_string_new(NULL), g_string_new(NULL),
                       g_string_new(NULL), FALSE};
        parts_read(&p, limit, &parts);
        if (parts.has_angle) {
            *address = address_read(parts.angle->str);
            *name = name_read(parts.phrase->str);
        } else {
            *address = address_read(parts.bare->str);
            if (*address == NULL)
                *name = name_read(parts.phrase->str);
        }
        if (*name == NULL)
            *name = name_read(parts.comment->str);
        g_string_free(parts.phrase, TRUE);
        g_string_free(parts.bare, TRUE);
        g_string_free(parts.comment, TRUE);
        g_string_free(parts.angle, TRUE);
    }
    *cursor = p;
    return *address != NULL || *name != NULL;
}

void
field_mailbox(const char *value, char **name, char **address)
{
    field_mailbox_next(&value, name, address);
}

/* How often `sign` stands in a value, outside quotes and comments; `routed`: between < and > too.
 */
static guint
count_sign(const char *value, char sign, gboolean routed)
{
    gboolean quoted = FALSE, angle = FALSE;
    guint depth = 0, n = 0;
    const char *limit = value + strlen(value);

    for (const char *p = value; *p != '\0'; p++) {
        const char *word_end = quoted || depth > 0 ? p : encoded_word(p, limit);
        if (word_end > p)
            p = word_end - 1;
        else if (*p == '\\' && p[1] != '\0' && (quoted || depth > 0))
            p++;
        else if (*p == '"' && depth == 0)
            quoted = !quoted;
        else if (*p == '(' && !quoted)
            depth++;
        else if (*p == ')' && !quoted && depth > 0)
            depth--;
        else if (*p == '<' && !quoted && depth == 0)
            angle = TRUE;
        else if (*p == '>' && !quoted && depth == 0)
            angle = FALSE;
        else if (*p == sign && !quoted && depth == 0 && (routed || !angle))
            n++;
    }
    return n;
}

guint
field_mailbox_count(const char *value)
{
    return count_sign(value, '@', TRUE);
}

gboolean
field_mailbox_is_alone(const char *value)
{
    g_autofree char *name = NULL, *address = NULL;

    /* Signs in a name without quotes are some program's mistake, but it may also be that ours reads
     * it otherwise than the mail server. */
    if (count_sign(value, ':', FALSE) + count_sign(value, ';', FALSE) > 0)
        return FALSE;
    for (guint n = 0; field_mailbox_next(&value, &name, &address); n++) {
        gboolean is_second = n > 0 && address != NULL;
        g_clear_pointer(&name, g_free);
        g_clear_pointer(&address, g_free);
        if (is_second)
            return FALSE;
    }
    return TRUE;
}

char *
field_identifier(const char **cursor)
{
    const char *open = strchr(*cursor, '<');
    const char *close = open == NULL ? NULL : strchr(open + 1, '>');

    if (close == NULL) {
        *cursor += strlen(*cursor);
        return NULL;
    }
    *cursor = close + 1;
    g_autofree char *found = g_strndup(open + 1, (gsize)(close - open - 1));
    g_autofree char *text = text_from_charset(found, strlen(found), NULL, NULL);
    return text_line(text, -1);
}
