/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feed - a listing for feed readers: Atom (RFC 4287) or JSON Feed 1.1
 *
 * Both are made from the same values. The address of an entry's page is its id, as it never
 * changes; times are the entries' own, so that a feed in which nothing is new is the same bytes
 * and answers 304. Whoever knows when something of it changed last, or went, says so to the visit:
 * the date of an entry does not.
 */
#include "site/feed.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "base/clock.h"

static char *
absolute(const Visit *visit, const char *path, const char *file)
{
    return g_strconcat(settings_text(visit->site->settings, SETTING_SITE_URL), path, file, NULL);
}

void
feed_offer(Visit *visit, const char *path)
{
    g_autofree char *atom = absolute(visit, path, "new.atom");
    g_autofree char *json = absolute(visit, path, "feed.json");

    value_set_text(visit->page, "feed_url", atom);
    value_set_text(visit->page, "json_feed_url", json);
}

void
feed_begin(Visit *visit, const char *title, const char *path)
{
    gboolean is_json = visit->route.feed == ROUTE_FEED_JSON;
    g_autofree char *home = absolute(visit, path, "");
    g_autofree char *self = absolute(visit, path, is_json ? "feed.json" : "new.atom");
    g_autofree char *whole =
        g_strdup_printf("%s · %s", title, settings_text(visit->site->settings, SETTING_SITE_NAME));
    g_autofree char *never = clock_format(0);

    value_set_text(visit->page, "feed_title", whole);
    value_set_text(visit->page, "home_url", home);
    value_set_text(visit->page, "self_url", self);
    value_set_text(visit->page, "updated", never);
    value_set_list(visit->page, "entries");
}

void
feed_add(Visit *visit, const char *path, const char *title, const char *language, gint64 us,
         const char *author, const char *summary, const char *html)
{
    Value *entries = (Value *)value_get(visit->page, "entries");
    g_autofree char *url = absolute(visit, path, "");
    g_autofree char *date = clock_format(us);

    if (value_first(entries) == NULL)
        value_set_text(visit->page, "updated", date);
    Value *entry = value_append_dict(entries);
    value_set_text(entry, "url", url);
    visit_set_written(entry, "title", title);
    value_set_text(entry, "language", language);
    value_set_text(entry, "date", date);
    visit_set_written(entry, "author", author);
    visit_set_written(entry, "summary", summary);
    value_set_text(entry, "html", html); /* text: within a feed it is escaped once more */
}

/* --- entries of several kinds --- */

typedef struct {
    char *path;
    char *title;
    char *language;
    char *author;
    char *html;
    gint64 us;
} Item;

static void
item_free(gpointer data)
{
    Item *item = data;

    g_free(item->path);
    g_free(item->title);
    g_free(item->language);
    g_free(item->author);
    g_free(item->html);
    g_free(item);
}

FeedItems *
feed_items_new(void)
{
    return g_ptr_array_new_with_free_func(item_free);
}

void
feed_items_free(FeedItems *items)
{
    g_ptr_array_unref(items);
}

void
feed_items_add(FeedItems *items, const char *path, const char *title, const char *language,
               gint64 us, const char *author, const char *html)
{
    Item *item = g_new0(Item, 1);

    *item = (Item){.path = g_strdup(path),
                   .title = g_strdup(title),
                   .language = g_strdup(language),
                   .author = g_strdup(author),
                   .html = g_strdup(html),
                   .us = us};
    g_ptr_array_add(items, item);
}

void
feed_items_drop(FeedItems *items, const char *path)
{
    for (guint i = items->len; i > 0; i--) {
        const Item *item = g_ptr_array_index(items, i - 1);
        if (g_str_equal(item->path, path))
            g_ptr_array_remove_index(items, i - 1);
    }
}

/* The newest first; of one moment always in the same order. */
static int
compare_items(gconstpointer a, gconstpointer b)
{
    const Item *one = *(Item *const *)a, *other = *(Item *const *)b;

    if (one->us != other->us)
        return one->us > other->us ? -1 : 1;
    return strcmp(one->path, other->path);
}

void
feed_add_items(Visit *visit, FeedItems *items)
{
    g_ptr_array_sort(items, compare_items);
    for (guint i = 0; i < MIN(items->len, FEED_ENTRIES); i++) {
        const Item *item = g_ptr_array_index(items, i);
        feed_add(visit, item->path, item->title, item->language, item->us, item->author, NULL,
                 item->html);
    }
}

static void
add_member(JsonBuilder *builder, const char *name, const Value *dict, const char *key)
{
    const char *text = value_text(value_get(dict, key));

    if (text == NULL || *text == '\0')
        return;
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, text);
}

static void
add_authors(JsonBuilder *builder, const Value *dict, const char *key)
{
    const char *name = value_text(value_get(dict, key));

    if (name == NULL || *name == '\0')
        return;
    json_builder_set_member_name(builder, "authors");
    json_builder_begin_array(builder);
    json_builder_begin_object(builder);
    add_member(builder, "name", dict, key);
    json_builder_end_object(builder);
    json_builder_end_array(builder);
}

static void
add_entry(JsonBuilder *builder, const Value *entry)
{
    json_builder_begin_object(builder);
    add_member(builder, "id", entry, "url");
    add_member(builder, "url", entry, "url");
    add_member(builder, "title", entry, "title");
    /* One of content_html and content_text has to be there, were it empty. */
    json_builder_set_member_name(builder, "content_html");
    json_builder_add_string_value(builder, value_text(value_get(entry, "html")));
    add_member(builder, "summary", entry, "summary");
    add_member(builder, "date_published", entry, "date");
    add_member(builder, "language", entry, "language");
    add_authors(builder, entry, "author");
    json_builder_end_object(builder);
}

static void
render_json(Visit *visit)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "version");
    json_builder_add_string_value(builder, "https://jsonfeed.org/version/1.1");
    add_member(builder, "title", visit->page, "feed_title");
    add_member(builder, "home_page_url", visit->page, "home_url");
    add_member(builder, "feed_url", visit->page, "self_url");
    add_member(builder, "language", visit->page, "lang");
    add_authors(builder, visit->page, "site_name");
    json_builder_set_member_name(builder, "items");
    json_builder_begin_array(builder);
    for (const Value *entry = value_first(value_get(visit->page, "entries")); entry != NULL;
         entry = value_next(entry))
        add_entry(builder, entry);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_root(generator, root);
    json_generator_to_gstring(generator, visit->response->body);
    http_response_header(visit->response, "Vary", "Accept-Language, Cookie");
    http_response_header(visit->response, "Content-Type", "application/feed+json");
}

gboolean
feed_render(Visit *visit, GError **error)
{
    if (visit->route.feed == ROUTE_FEED_JSON) {
        render_json(visit);
        return TRUE;
    }
    http_response_header(visit->response, "Content-Type", "application/atom+xml; charset=utf-8");
    return visit_render(visit, "site/feed.atom", error);
}
