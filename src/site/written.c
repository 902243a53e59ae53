/* SPDX-License-Identifier: GPL-3.0-or-later */
/* written - what people wrote, as a page shows it: no address, nothing that runs */
#include "site/written.h"

#include <string.h>

#include "archive/hide.h"
#include "page/html.h"
#include "page/markdown.h"

enum { SUMMARY_LETTERS = 240 };

/* Letters for private use stand for an image while the text around it is cleaned. */
#define IMAGE_MARK "\xEE\x80\x80"

static char *
clean(const char *html, int top)
{
    g_autofree char *kept = html_clean(html, strlen(html));
    g_autofree char *unlinked = archive_hide_mailto(kept);

    g_autofree char *below = html_headings_from(unlinked, top);

    return archive_hide_addresses(below);
}

char *
written_html(const char *markdown, int top)
{
    g_autofree char *html = markdown_to_html(markdown, MARKDOWN_DEFAULT);

    return clean(html, top);
}

/* The tag of the image `src` as Markdown wrote it; NULL where the edition has none of that name. */
static char *
image_tag(const char *src, const char *alt, const char *images, const char *base)
{
    g_autofree char *name = g_uri_unescape_string(src, NULL);
    g_auto(GStrv) lines = g_strsplit(images, "\n", -1);
    g_autofree char *shown_alt = archive_hide_addresses(alt);

    for (char **line = lines; name != NULL && *line != NULL; line++) {
        g_auto(GStrv) part = g_strsplit(*line, " ", 5);
        if (g_strv_length(part) == 5 && g_str_equal(part[4], name))
            return g_strdup_printf(
                "<img src=\"%simg-%s.%s\" width=\"%s\" height=\"%s\" alt=\"%s\">", base, part[0],
                part[1], part[2], part[3], shown_alt);
    }
    return NULL;
}

/* In cmark's HTML "<img" begins an image and nothing else, and quotes within are escaped. */
static char *
take_images(const char *html, const char *images, const char *base, GPtrArray *tags)
{
    GString *out = g_string_new(NULL);

    for (const char *at; (at = strstr(html, "<img src=\"")) != NULL;) {
        const char *src = at + strlen("<img src=\"");
        const char *src_end = strchr(src, '"');
        const char *alt = strstr(src_end, " alt=\"") + strlen(" alt=\"");
        const char *alt_end = strchr(alt, '"');
        g_autofree char *source = g_strndup(src, (gsize)(src_end - src));
        g_autofree char *words = g_strndup(alt, (gsize)(alt_end - alt));
        char *tag = image_tag(source, words, images, base);
        g_string_append_len(out, html, at - html);
        html = strchr(alt_end, '>') + 1;
        if (tag != NULL) {
            g_string_append(out, IMAGE_MARK);
            g_ptr_array_add(tags, tag);
        } else {
            g_string_append_len(out, at, html - at);
        }
    }
    g_string_append(out, html);
    return g_string_free(out, FALSE);
}

char *
written_html_with_images(const char *markdown, const char *images, const char *base)
{
    g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) source = g_string_new(markdown);

    g_string_replace(source, IMAGE_MARK, "", 0);
    g_autofree char *html = markdown_to_html(source->str, MARKDOWN_IMAGES);
    g_autofree char *marked = take_images(html, images != NULL ? images : "", base, tags);
    g_autofree char *shown = clean(marked, 2);
    g_auto(GStrv) pieces = g_strsplit(shown, IMAGE_MARK, -1);
    GString *out = g_string_new(NULL);
    for (guint i = 0; pieces[i] != NULL; i++) {
        g_string_append(out, pieces[i]);
        if (pieces[i + 1] != NULL && i < tags->len)
            g_string_append(out, tags->pdata[i]);
    }
    return g_string_free(out, FALSE);
}

char *
written_summary(const char *markdown)
{
    g_autofree char *line = markdown_to_line(markdown);
    g_autofree char *hidden = archive_hide_addresses(line);

    if (g_utf8_strlen(hidden, -1) <= SUMMARY_LETTERS)
        return g_steal_pointer(&hidden);
    *g_utf8_offset_to_pointer(hidden, SUMMARY_LETTERS) = '\0';
    return g_strconcat(g_strchomp(hidden), "…", NULL);
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
