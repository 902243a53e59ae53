/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words - the few words that a page needs outside its template, and dates written with them
 *
 * They stand in templates/site/words.txt.mustache as lines "key=text", translated like any other.
 * A Words never changes and may be read by many threads.
 */
#pragma once

#include <glib.h>

typedef struct Words Words;

/* Reads the rendered lines. ERROR_BAD_INPUT names a word that is missing. */
Words *words_read(const char *lines, GTimeZone *zone, GError **error);
void words_free(Words *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Words, words_free)

/* "no_subject", "someone", "quote", "editions", "contributions", "messages". Belongs to the words;
 * never NULL for these. */
const char *words_get(const Words *words, const char *key);

/* "23 novembre 2026"; "23 novembre 2026, 9 h 30". Time in microseconds since the epoch, shown in
 * the site's time zone. g_free(). */
char *words_date(const Words *words, gint64 us);
char *words_date_time(const Words *words, gint64 us);

/* "120 Ko": thousands of bytes, or millions. g_free(). */
char *words_size(const Words *words, gint64 bytes);

/* "novembre 2026"; "novembre" alone. g_free(). */
char *words_month(const Words *words, int year, int month);
const char *words_month_name(const Words *words, int month);

/* When a day begins in the site's time zone; months and days beyond the last go on into the next
 * year or month, so that (2026, 13, 1) is the first of January 2027. */
gint64 words_moment(const Words *words, int year, int month, int day);

/* The day that a moment is in. */
void words_day_of(const Words *words, gint64 us, int *year, int *month, int *day);

/* The time zone's name, as PostgreSQL knows it too. Belongs to the words. */
const char *words_zone(const Words *words);
