/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * described - what machines read about a page; see described.h
 *
 * A script of JSON-LD's type is data, which no policy of scripts concerns.
 */
#include "site/described.h"

#include <json-glib/json-glib.h>

#include "archive/hide.h"
#include "base/clock.h"

static void
add_text(JsonBuilder *builder, const char *name, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, text);
}

/* { "@type": TYPE, "name": NAME } */
static void
add_named(JsonBuilder *builder, const char *member, const char *type, const char *name)
{
    if (name == NULL || *name == '\0')
        return;
    json_builder_set_member_name(builder, member);
    json_builder_begin_object(builder);
    add_text(builder, "@type", type);
    add_text(builder, "name", name);
    json_builder_end_object(builder);
}

/* "<" is written so that none ends the script; no page has an "@". */
static void
set_json(Visit *visit, JsonBuilder *builder)
{
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = json_builder_get_root(builder);

    json_generator_set_root(generator, root);
    g_autoptr(GString) json = json_generator_to_gstring(generator, g_string_new(NULL));
    g_string_replace(json, "<", "\\u003c", 0);
    g_string_replace(json, "@", "\\u0040", 0);
    value_set_html(visit->page, "json_ld", json->str);
}

void
described_set(Visit *visit, const Described *of)
{
    const char *site = settings_text(visit->site->settings, SETTING_SITE_URL);
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autofree char *url = g_strconcat(site, of->path, NULL);
    g_autofree char *image =
        of->image_path != NULL ? g_strconcat(site, of->image_path, NULL) : NULL;
    g_autofree char *date = clock_format(of->date);
    g_autofree char *title = archive_hide_addresses(of->title);
    g_autofree char *author = archive_hide_addresses(of->author != NULL ? of->author : "");
    g_autofree char *summary = archive_hide_addresses(of->summary != NULL ? of->summary : "");

    value_set_text(visit->page, "described_title", title);
    value_set_text(visit->page, "permanent_url", url);
    value_set_text(visit->page, "described_date", date);
    value_set_text(visit->page, "described_image", image);
    value_set_text(visit->page, "described_summary", *summary != '\0' ? summary : NULL);

    json_builder_begin_object(builder);
    add_text(builder, "@context", "https://schema.org");
    add_text(builder, "@type", of->type);
    add_text(builder, "@id", url);
    add_text(builder, "url", url);
    add_text(builder, "headline", title);
    add_text(builder, "datePublished", date);
    add_text(builder, "inLanguage", of->language);
    add_text(builder, "description", summary);
    add_text(builder, "image", image);
    add_named(builder, "author", "Person", author);
    add_named(builder, "isPartOf", "WebPage", of->part_of);
    add_named(builder, "publisher", "Organization",
              settings_text(visit->site->settings, SETTING_SITE_NAME));
    json_builder_end_object(builder);
    set_json(visit, builder);
}
