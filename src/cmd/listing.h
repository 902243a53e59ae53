/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listing - what a command lists, aligned for people or as JSON for programs
 *
 *     g_autoptr(Listing) listing = listing_new("name", "members#", "title", NULL);
 *     listing_row(listing, "mobilites", "35", "Mobilités", NULL);
 *     listing_print(listing, json);
 *
 * A column name that ends in # holds numbers (right-aligned, JSON numbers), in ? holds yes or no
 * (JSON booleans). JSON is an array of objects, whatever the number of rows.
 */
#pragma once

#include <glib.h>

typedef struct Listing Listing;

/* Column names, closed by NULL. */
Listing *listing_new(const char *first, ...) G_GNUC_NULL_TERMINATED;
/* One value a column; NULL is shown as "-" and is null in JSON. Exactly as many as columns. */
void listing_row_v(Listing *listing, const char *const *values);
/* The same with arguments; exactly as many as columns, none of them NULL ("" instead). */
void listing_row(Listing *listing, const char *first, ...);
/* Prints to standard output. With one object only (`listing_print_one`) as "name: value" lines,
 * or as one JSON object. */
void listing_print(const Listing *listing, gboolean json);
void listing_print_one(const Listing *listing, gboolean json);
void listing_free(Listing *listing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Listing, listing_free)
