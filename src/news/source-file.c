/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source-file - read a Markdown file with front matter, as contributions and editions are
 *
 * What passes here can be put into subjects, pages and letters. On failure the one error names the
 * file and, where there is one, the line.
 */
#include "news/source-file.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"

static const char *const languages[] = {"fr", "en", "br", NULL};

gboolean
source_file_blame(const FrontMatter *matter, const char *name, const char *key, GError **error)
{
    guint line = matter != NULL && key != NULL ? front_matter_line(matter, key) : 0;

    if (line > 0)
        g_prefix_error(error, "\"%s\", line %u: ", name, line);
    else
        g_prefix_error(error, "\"%s\": ", name);
    return FALSE;
}

const char *
source_file_text(const FrontMatter *matter, const char *key)
{
    const char *text = front_matter_text(matter, key);
    return text != NULL ? text : "";
}

gboolean
source_file_check_word(const FrontMatter *matter, const char *name, const char *key,
                       const char *word, const char *const *known, GError **error)
{
    if (g_strv_contains(known, word))
        return TRUE;
    const char *nearest = nearest_name(word, known);
    g_autofree char *all = g_strjoinv(", ", (char **)known);
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no %s", word, key);
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s\"?", nearest);
    else
        fail_hint(error, "it is one of: %s", all);
    return source_file_blame(matter, name, key, error);
}

static gboolean
body_check(const char *body, gsize body_max, GError **error)
{
    guint line = 1;

    if (body[strspn(body, " \t\n")] == '\0') {
        fail(error, ERROR_BAD_INPUT, "there is no text below the front matter");
        return fail_hint(error, "write the text in Markdown below the second \"---\"");
    }
    if (strlen(body) > body_max) {
        fail(error, ERROR_BAD_INPUT, "the text has more than %" G_GSIZE_FORMAT " bytes", body_max);
        return fail_hint(error, "keep the essence here and give the rest as \"source\"");
    }
    for (const char *p = body; *p != '\0'; p++) {
        line += *p == '\n';
        if (((guchar)*p < ' ' && *p != '\n' && *p != '\t') || *p == 0x7f)
            return fail(error, ERROR_BAD_INPUT, "line %u of the text has a control character",
                        line);
    }
    return TRUE;
}

static gboolean
title_check(const FrontMatter *matter, const char *name, GError **error)
{
    const char *title = source_file_text(matter, "title");

    if (*title == '\0') {
        fail(error, ERROR_BAD_INPUT, "it has no title");
        fail_hint(error, "add a line \"title: ...\" to the front matter");
        return source_file_blame(matter, name, NULL, error);
    }
    if (strlen(title) <= SOURCE_TITLE_MAX)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "the title has more than %d bytes", SOURCE_TITLE_MAX);
    return source_file_blame(matter, name, "title", error);
}

FrontMatter *
source_file_read(const char *name, const char *text, const char *const *keys, gsize body_max,
                 GError **error)
{
    g_autoptr(FrontMatter) matter = front_matter_parse(text, error);

    if (matter == NULL || !front_matter_check_keys(matter, keys, error) ||
        !body_check(front_matter_body(matter), body_max, error)) {
        source_file_blame(NULL, name, NULL, error);
        return NULL;
    }
    const char *language = front_matter_text(matter, "language");
    if (!title_check(matter, name, error) ||
        (language != NULL &&
         !source_file_check_word(matter, name, "language", language, languages, error)))
        return NULL;
    return g_steal_pointer(&matter);
}

void
source_file_quote(GString *out, const char *value)
{
    g_string_append_c(out, '"');
    for (; *value != '\0'; value++) {
        if (*value == '"' || *value == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *value);
    }
    g_string_append_c(out, '"');
}
