/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feed - news feeds of others, read within bounds
 *
 * Elements are known by their local names alone: publishers get namespaces wrong, and the three
 * formats mean the same by the same names. The parser's own bounds (256 levels, 10 MB a text) hold.
 */
#include "feed/feed.h"

#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/error.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)

static void
item_free(gpointer data)
{
    FeedItem *item = data;

    g_free(item->guid);
    g_free(item->link);
    g_free(item->title);
    g_free(item->author);
    g_free(item->html);
    g_free(item);
}

void
feed_free(Feed *feed)
{
    if (feed == NULL)
        return;
    g_free(feed->home);
    g_clear_pointer(&feed->items, g_ptr_array_unref);
    g_free(feed);
}

static gboolean
is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static xmlNode *
child(const xmlNode *node, const char *name)
{
    for (xmlNode *at = node->children; at != NULL; at = at->next)
        if (is_named(at, name))
            return at;
    return NULL;
}

static char *
take(xmlChar *text)
{
    char *copy = g_utf8_make_valid(text != NULL ? (const char *)text : "", -1);

    xmlFree(text);
    return copy;
}

static char *
attribute(xmlNode *node, const char *name)
{
    return take(xmlGetProp(node, (const xmlChar *)name));
}

/* One line: whatever is blank or invisible between words is one blank. */
static char *
one_line(char *text)
{
    g_autofree char *owned = text;
    GString *line = g_string_new(NULL);
    gboolean blank = FALSE;

    for (const char *p = owned; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        GUnicodeType type = g_unichar_type(c);
        if (g_unichar_isspace(c) || type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT) {
            blank = line->len > 0;
            continue;
        }
        if (blank)
            g_string_append_c(line, ' ');
        blank = FALSE;
        g_string_append_unichar(line, c);
    }
    return g_string_free(line, FALSE);
}

static char *
text_of(const xmlNode *parent, const char *const *names)
{
    for (; *names != NULL; names++) {
        xmlNode *node = child(parent, *names);
        g_autofree char *text = node != NULL ? one_line(take(xmlNodeGetContent(node))) : NULL;
        if (text != NULL && *text != '\0')
            return g_steal_pointer(&text);
    }
    return g_strdup("");
}

/* RSS has the address as text, Atom as an attribute, with other links beside it. */
static char *
link_of(const xmlNode *parent)
{
    for (xmlNode *at = parent->children; at != NULL; at = at->next) {
        if (!is_named(at, "link"))
            continue;
        g_autofree char *rel = attribute(at, "rel");
        g_autofree char *href = one_line(attribute(at, "href"));
        g_autofree char *text = one_line(take(xmlNodeGetContent(at)));
        const char *url = *href != '\0' ? href : text;
        gboolean is_web = g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://");
        if (is_web && (*rel == '\0' || g_str_equal(rel, "alternate")))
            return g_strdup(url);
    }
    return g_strdup("");
}

static char *
html_of(const xmlNode *item)
{
    static const char *const names[] = {"content", "encoded", "description", "summary"};
    xmlNode *node = NULL;

    for (guint i = 0; node == NULL && i < G_N_ELEMENTS(names); i++)
        node = child(item, names[i]);
    if (node == NULL)
        return g_strdup("");
    g_autofree char *type = attribute(node, "type");
    if (g_str_equal(type, "xhtml")) {
        xmlBuffer *buffer = xmlBufferCreate();
        xmlNodeDump(buffer, node->doc, node, 0, 0);
        char *html = g_utf8_make_valid((const char *)xmlBufferContent(buffer), -1);
        xmlBufferFree(buffer);
        return html;
    }
    g_autofree char *text = take(xmlNodeGetContent(node));
    /* Atom's plain text is no HTML: "a < b" stays. */
    gboolean is_atom = is_named(node, "content") || is_named(node, "summary");
    if (is_atom && (*type == '\0' || g_str_equal(type, "text")))
        return g_markup_escape_text(text, -1);
    return g_steal_pointer(&text);
}

static char *
author_of(const xmlNode *item)
{
    xmlNode *author = child(item, "author");

    if (author != NULL && child(author, "name") != NULL)
        return text_of(author, (const char *const[]){"name", NULL});
    return text_of(item, (const char *const[]){"creator", "author", NULL});
}

static void
add_item(Feed *feed, xmlNode *node)
{
    FeedItem *item = g_new0(FeedItem, 1);
    g_autofree char *about = one_line(attribute(node, "about"));

    item->title = text_of(node, (const char *const[]){"title", NULL});
    item->link = link_of(node);
    item->author = author_of(node);
    item->html = html_of(node);
    item->guid = text_of(node, (const char *const[]){"guid", "id", NULL});
    const char *guid = *item->guid != '\0'   ? item->guid
                       : *about != '\0'      ? about
                       : *item->link != '\0' ? item->link
                                             : item->title;
    char *chosen = g_strdup(guid);
    g_free(item->guid);
    item->guid = chosen;
    if (*item->guid != '\0')
        g_ptr_array_add(feed->items, item);
    else
        item_free(item);
}

static void
add_items(Feed *feed, const xmlNode *parent)
{
    for (xmlNode *at = parent->children; at != NULL && feed->items->len < FEED_ITEMS_MAX;
         at = at->next)
        if (is_named(at, "item") || is_named(at, "entry"))
            add_item(feed, at);
}

static gboolean
fail_xml(GError **error)
{
    const xmlError *last = xmlGetLastError();
    g_autofree char *why = one_line(g_utf8_make_valid(
        last != NULL && last->message != NULL ? last->message : "it is empty", -1));

    fail(error, ERROR_BAD_INPUT, "cannot read the feed: line %d: %s", last != NULL ? last->line : 1,
         why);
    return fail_hint(error, "a feed is RSS 2.0, RSS 1.0 or Atom");
}

Feed *
feed_read(const char *data, gsize size, GError **error)
{
    g_autoptr(Feed) feed = g_new0(Feed, 1);

    if (size > FEED_BYTES_MAX) {
        fail(error, ERROR_BAD_INPUT, "the feed has over %d bytes", FEED_BYTES_MAX);
        return NULL;
    }
    xmlResetLastError();
    g_autoptr(xmlDoc) document = xmlReadMemory(data, (int)size, NULL, NULL,
                                               XML_PARSE_NONET | XML_PARSE_NOCDATA |
                                                   XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (document == NULL) {
        fail_xml(error);
        return NULL;
    }
    if (document->intSubset != NULL && document->intSubset->children != NULL) {
        fail(error, ERROR_BAD_INPUT, "the feed declares entities of its own");
        fail_hint(error, "no feed needs them, and they can be made to grow without end");
        return NULL;
    }
    const xmlNode *root = xmlDocGetRootElement(document);
    const xmlNode *channel = child(root, "channel");
    if (!is_named(root, "feed") && channel == NULL) {
        fail(error, ERROR_BAD_INPUT, "the file is XML, and no feed");
        fail_hint(error, "a feed is RSS 2.0, RSS 1.0 or Atom");
        return NULL;
    }
    feed->items = g_ptr_array_new_with_free_func(item_free);
    if (channel == NULL)
        channel = root;
    feed->home = link_of(channel);
    if (*feed->home == '\0') {
        g_free(feed->home);
        feed->home = text_of(channel, (const char *const[]){"id", "title", NULL});
    }
    add_items(feed, channel);
    if (channel != root)
        add_items(feed, root); /* RSS 1.0 has them beside the channel */
    return g_steal_pointer(&feed);
}
