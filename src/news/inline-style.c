/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inline-style - read the rules of a template and put them on tags; see inline-style.h */
#include "news/inline-style.h"

#include <string.h>

#include "base/error.h"

struct InlineStyle {
    GHashTable *rules; /* name of tag to declarations */
};

static gboolean
line_parse(InlineStyle *style, const char *line)
{
    g_auto(GStrv) halves = g_strsplit(line, "{", 2);

    if (g_strv_length(halves) != 2 || strlen(line) > INLINE_STYLE_LINE_MAX)
        return FALSE;
    char *tag = g_strstrip(halves[0]);
    char *declarations = g_strstrip(halves[1]);
    gsize size = strlen(declarations);
    if (size < 2 || declarations[size - 1] != '}' || *tag == '\0' ||
        tag[strspn(tag, "abcdefghijklmnopqrstuvwxyz123456789")] != '\0')
        return FALSE;
    declarations[size - 1] = '\0';
    g_strchomp(declarations);
    if (*declarations == '\0' || strpbrk(declarations, "\"<>{}") != NULL)
        return FALSE;
    g_hash_table_insert(style->rules, g_strdup(tag), g_strdup(declarations));
    return TRUE;
}

InlineStyle *
inline_style_parse(const char *name, const char *text, GError **error)
{
    g_autoptr(InlineStyle) style = g_new0(InlineStyle, 1);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    style->rules = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (*g_strstrip(lines[i]) == '\0')
            continue;
        if (!line_parse(style, lines[i]) ||
            g_hash_table_size(style->rules) > INLINE_STYLE_RULES_MAX) {
            fail(error, ERROR_BAD_INPUT, "\"%s\", line %u: this is no rule of style", name, i + 1);
            fail_hint(error, "a rule is one line: p { margin: 0; }");
            return NULL;
        }
    }
    return g_steal_pointer(&style);
}

void
inline_style_free(InlineStyle *style)
{
    if (style == NULL)
        return;
    g_hash_table_unref(style->rules);
    g_free(style);
}

/* The ">" that closes the tag at `at`, past quoted attributes; NULL when there is none. */
static const char *
tag_end(const char *at)
{
    gboolean quoted = FALSE;

    for (; *at != '\0'; at++)
        if (*at == '"')
            quoted = !quoted;
        else if (*at == '>' && !quoted)
            return at;
    return NULL;
}

char *
inline_style_apply(const InlineStyle *style, const char *html)
{
    GString *out = g_string_sized_new(strlen(html) * 3 / 2);
    const char *end;

    for (const char *at; (at = strchr(html, '<')) != NULL; html = end) {
        gsize size = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz123456789");
        g_autofree char *tag = g_strndup(at + 1, size);
        const char *declarations = g_hash_table_lookup(style->rules, tag);
        const char *name_end = at + 1 + size;
        end = tag_end(at);
        if (end == NULL)
            break;
        g_string_append_len(out, html, name_end - html);
        if (declarations != NULL && g_strstr_len(name_end, end - name_end, " style=") == NULL)
            g_string_append_printf(out, " style=\"%s\"", declarations);
        g_string_append_len(out, name_end, end - name_end);
    }
    g_string_append(out, html);
    return g_string_free(out, FALSE);
}
