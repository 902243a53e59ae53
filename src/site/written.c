/* SPDX-License-Identifier: GPL-3.0-or-later */
/* written - what people wrote, as a page shows it: no address, nothing that runs */
#include <string.h>

#include "archive/hide.h"
#include "page/html.h"
#include "page/markdown.h"

#include "site/written.h"

enum { SUMMARY_LETTERS = 240 };

char *
written_html(const char *markdown)
{
    g_autofree char *html = markdown_to_html(markdown, MARKDOWN_DEFAULT);
    g_autofree char *clean = html_clean(html, strlen(html));
    g_autofree char *unlinked = archive_hide_mailto(clean);

    return archive_hide_addresses(unlinked);
}

char *
written_summary(const char *markdown)
{
    g_autofree char *html = markdown_to_html(markdown, MARKDOWN_DEFAULT);
    g_autoptr(GString) line = g_string_new(NULL);
    gboolean blank = FALSE;

    /* Without the addresses of links, which html_to_text() would write out: tags go before. */
    g_autoptr(GRegex) tags = g_regex_new("<[^>]*>", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace_literal(tags, html, -1, 0, " ", 0, NULL);
    g_autofree char *text = html_to_text(bare, strlen(bare));
    g_autofree char *hidden = archive_hide_addresses(text);
    glong letters = 0;
    const char *p = hidden;
    for (; *p != '\0' && letters < SUMMARY_LETTERS; p = g_utf8_next_char(p)) {
        gboolean space = g_unichar_isspace(g_utf8_get_char(p));
        if (!space || (!blank && line->len > 0)) {
            g_string_append_unichar(line, space ? ' ' : g_utf8_get_char(p));
            letters++;
        }
        blank = space;
    }
    g_autofree char *trimmed = g_strchomp(g_strdup(line->str));
    return *p != '\0' && strspn(p, " \n") != strlen(p) ? g_strconcat(trimmed, "…", NULL)
                                                       : g_steal_pointer(&trimmed);
}

const char *
written_link(const char *source)
{
    gboolean is_web = g_str_has_prefix(source, "https://") || g_str_has_prefix(source, "http://");

    return is_web && url_is_safe(source) ? source : NULL;
}

void
written_names(Value *dict, const char *key, const char *names, const char *room, const char *words)
{
    g_autofree char *has = g_strconcat("has_", key, NULL);
    Value *list = value_set_list(dict, key);
    gboolean any = names != NULL && *names != '\0';

    value_set_bool(dict, has, any);
    if (!any)
        return;
    g_auto(GStrv) name = g_strsplit(names, "\n", -1);
    g_auto(GStrv) word = g_strsplit(words != NULL ? words : "", "\n", -1);
    for (guint i = 0; name[i] != NULL; i++) {
        Value *item = value_append_dict(list);
        g_autofree char *url =
            i < g_strv_length(word) && *word[i] != '\0' ? route_in(room, word[i]) : NULL;
        value_set_text(item, "name", name[i]);
        value_set_text(item, "url", url);
    }
}
