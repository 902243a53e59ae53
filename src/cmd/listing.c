/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listing - what a command lists, aligned for people or as JSON for programs; see listing.h */
#include "cmd/listing.h"

#include <stdio.h>
#include <string.h>

#include <json-glib/json-glib.h>

#define MAX_COLUMNS 24

struct Listing {
    guint n_columns;
    char *names[MAX_COLUMNS];
    char types[MAX_COLUMNS]; /* '#', '?' or 0 */
    GPtrArray *cells;        /* of char *, may be NULL; row after row */
};

Listing *
listing_new(const char *first, ...)
{
    Listing *listing = g_new0(Listing, 1);
    va_list names;

    listing->cells = g_ptr_array_new_with_free_func(g_free);
    va_start(names, first);
    for (const char *name = first; name != NULL && listing->n_columns < MAX_COLUMNS;
         name = va_arg(names, const char *)) {
        gsize size = strlen(name);
        char type = name[size - 1];
        gboolean typed = type == '#' || type == '?';
        listing->types[listing->n_columns] = typed ? type : 0;
        listing->names[listing->n_columns++] = g_strndup(name, typed ? size - 1 : size);
    }
    va_end(names);
    return listing;
}

void
listing_row_v(Listing *listing, const char *const *values)
{
    for (guint i = 0; i < listing->n_columns; i++)
        g_ptr_array_add(listing->cells, g_strdup(values[i]));
}

void
listing_row(Listing *listing, const char *first, ...)
{
    const char *values[MAX_COLUMNS] = {first};
    va_list rest;

    va_start(rest, first);
    for (guint i = 1; i < listing->n_columns; i++)
        values[i] = va_arg(rest, const char *);
    va_end(rest);
    listing_row_v(listing, values);
}

/* What a terminal shows of a value: control characters made harmless. */
static char *
shown(const char *value)
{
    if (value == NULL || *value == '\0')
        return g_strdup("-");
    char *text = g_utf8_make_valid(value, -1);
    for (char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    return text;
}

static void
print_padded(const char *text, glong width, gboolean right, gboolean last)
{
    glong padding = MAX(width - g_utf8_strlen(text, -1), 0);

    if (right)
        printf("%*s%s", (int)padding, "", text);
    else
        printf("%s%*s", text, last ? 0 : (int)padding, "");
    fputs(last ? "\n" : "  ", stdout);
}

static void
print_table(const Listing *listing)
{
    glong width[MAX_COLUMNS] = {0};
    guint n = listing->n_columns;

    if (listing->cells->len == 0)
        return;
    for (guint i = 0; i < n; i++)
        width[i] = g_utf8_strlen(listing->names[i], -1);
    for (guint i = 0; i < listing->cells->len; i++) {
        g_autofree char *text = shown(listing->cells->pdata[i]);
        width[i % n] = MAX(width[i % n], g_utf8_strlen(text, -1));
    }
    for (guint i = 0; i < n; i++)
        print_padded(listing->names[i], width[i], listing->types[i] == '#', i + 1 == n);
    for (guint i = 0; i < listing->cells->len; i++) {
        g_autofree char *text = shown(listing->cells->pdata[i]);
        print_padded(text, width[i % n], listing->types[i % n] == '#', i % n + 1 == n);
    }
}

static void
add_member(JsonBuilder *builder, const Listing *listing, guint cell)
{
    const char *value = listing->cells->pdata[cell];
    char type = listing->types[cell % listing->n_columns];

    json_builder_set_member_name(builder, listing->names[cell % listing->n_columns]);
    if (value == NULL)
        json_builder_add_null_value(builder);
    else if (type == '#' && strchr(value, '.') != NULL)
        json_builder_add_double_value(builder, g_ascii_strtod(value, NULL));
    else if (type == '#')
        json_builder_add_int_value(builder, g_ascii_strtoll(value, NULL, 10));
    else if (type == '?')
        json_builder_add_boolean_value(builder, g_str_equal(value, "yes"));
    else
        json_builder_add_string_value(builder, value);
}

static void
print_json(const Listing *listing, gboolean one)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();

    if (!one)
        json_builder_begin_array(builder);
    for (guint i = 0; i < listing->cells->len; i += listing->n_columns) {
        json_builder_begin_object(builder);
        for (guint k = 0; k < listing->n_columns; k++)
            add_member(builder, listing, i + k);
        json_builder_end_object(builder);
    }
    if (!one)
        json_builder_end_array(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_root(generator, root);
    json_generator_set_pretty(generator, TRUE);
    g_autofree char *text = json_generator_to_data(generator, NULL);
    puts(text);
}

void
listing_print(const Listing *listing, gboolean json)
{
    if (json)
        print_json(listing, FALSE);
    else
        print_table(listing);
}

void
listing_print_one(const Listing *listing, gboolean json)
{
    if (json) {
        print_json(listing, TRUE);
        return;
    }
    for (guint i = 0; i < listing->n_columns && i < listing->cells->len; i++) {
        g_autofree char *text = shown(listing->cells->pdata[i]);
        printf("%-16s %s\n", listing->names[i], text);
    }
}

void
listing_free(Listing *listing)
{
    if (listing == NULL)
        return;
    for (guint i = 0; i < listing->n_columns; i++)
        g_free(listing->names[i]);
    g_ptr_array_unref(listing->cells);
    g_free(listing);
}
