/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-link - lead links over the site that counts them; cannot fail */
#include "news/edition-link.h"

#include <string.h>

#include "page/html.h"

typedef struct {
    char *url;
    gint64 contribution;
} EditionLink;

struct EditionLinks {
    const char *site_url;
    const char *code;
    const OwnWords *words;
    GArray *links;
};

static void
link_clear(gpointer data)
{
    g_free(((EditionLink *)data)->url);
}

EditionLinks *
edition_links_new(const char *site_url, const char *code, const OwnWords *words)
{
    EditionLinks *links = g_new(EditionLinks, 1);

    *links = (EditionLinks){site_url, code, words, g_array_new(FALSE, FALSE, sizeof(EditionLink))};
    g_array_set_clear_func(links->links, link_clear);
    return links;
}

void
edition_links_free(EditionLinks *links)
{
    if (links == NULL)
        return;
    g_array_unref(links->links);
    g_free(links);
}

/* The letter itself in the archive, and what a reader does about it. */
static gboolean
is_ours(const EditionLinks *links, const char *url)
{
    static const char *const paths[] = {"/h/", "/u/", "/me/"};

    if (!g_str_has_prefix(url, links->site_url))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++)
        if (g_str_has_prefix(url + strlen(links->site_url), paths[i]))
            return TRUE;
    return FALSE;
}

static gboolean
is_counted(const EditionLinks *links, const char *url)
{
    return (g_ascii_strncasecmp(url, "http://", 7) == 0 ||
            g_ascii_strncasecmp(url, "https://", 8) == 0) &&
           strstr(url, links->words->stem) == NULL && !is_ours(links, url);
}

/* Its number; the same address in the same contribution is one link, in whatever language. */
static guint
number_of(EditionLinks *links, const char *url, gint64 contribution)
{
    for (guint i = 0; i < links->links->len; i++) {
        const EditionLink *link = &g_array_index(links->links, EditionLink, i);
        if (link->contribution == contribution && g_str_equal(link->url, url))
            return i + 1;
    }
    const EditionLink link = {g_strdup(url), contribution};
    g_array_append_val(links->links, link);
    return links->links->len;
}

static void
append_word(GString *out, const EditionLinks *links, OwnPlace place)
{
    g_autofree char *word =
        own_word(links->words, place, place == OWN_PLACE_CLICK_PLACE ? 0 : CONDITION_COUNTED);

    g_string_append(out, word);
}

/* `written` is the attribute's value as it stands. */
static void
append_link(GString *out, EditionLinks *links, const char *written, gint64 contribution)
{
    g_autofree char *url = html_unescape(written);

    if (!is_counted(links, url)) {
        g_string_append(out, written);
        return;
    }
    append_word(out, links, OWN_PLACE_IF);
    html_escape_attribute(out, links->site_url, -1);
    g_string_append_printf(out, "/l/%s/%u/", links->code, number_of(links, url, contribution));
    append_word(out, links, OWN_PLACE_CLICK_PLACE);
    append_word(out, links, OWN_PLACE_END);
    append_word(out, links, OWN_PLACE_UNLESS);
    g_string_append(out, written);
    append_word(out, links, OWN_PLACE_END);
}

char *
edition_links_mark(EditionLinks *links, const char *html, gint64 contribution)
{
    GString *out = g_string_sized_new(strlen(html) * 2);

    /* Templates and Markdown write href with double quotes, and "<a" for nothing else; what a
     * template writes otherwise leads where it says, uncounted. */
    for (const char *at; (at = strstr(html, "<a ")) != NULL;) {
        gsize tag = strcspn(at, ">");
        const char *href = g_strstr_len(at, (gssize)tag, " href=\"");
        const char *value = href != NULL ? href + strlen(" href=\"") : NULL;
        const char *end = value != NULL ? strchr(value, '"') : NULL;
        const char *kept = end != NULL ? value : at + 2;
        g_string_append_len(out, html, kept - html);
        html = kept;
        if (end == NULL)
            continue;
        g_autofree char *written = g_strndup(value, (gsize)(end - value));
        append_link(out, links, written, contribution);
        html = end;
    }
    g_string_append(out, html);
    return g_string_free(out, FALSE);
}

guint
edition_links_count(const EditionLinks *links)
{
    return links->links->len;
}

const char *
edition_links_get(const EditionLinks *links, guint index, gint64 *contribution)
{
    const EditionLink *link = &g_array_index(links->links, EditionLink, index);

    *contribution = link->contribution;
    return link->url;
}
