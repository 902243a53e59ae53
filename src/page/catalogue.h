/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * catalogue - the translation of what templates say into one language
 *
 * Reads gettext's .po files, so that translators use the tools they know; gettext itself is
 * process-wide, and every subscriber has their own language. Whitespace in a msgid is not
 * counted: runs of it are one space, none at the ends. Fuzzy and empty translations are left
 * out, as msgfmt does. A plural entry gives msgid the translation msgstr[0] and msgid_plural the
 * last one. A msgctxt makes the key "context\004msgid", as in gettext.
 *
 * A Catalogue never changes once opened and may be read by many threads.
 */
#pragma once

#include <glib.h>

typedef struct Catalogue Catalogue;

enum { CATALOGUE_SIZE_MAX = 4 * 1024 * 1024, CATALOGUE_MESSAGES_MAX = 20000 };

/* ERROR_NOT_FOUND or ERROR_TRY_LATER when `file` cannot be read; ERROR_BAD_INPUT with file and
 * line when it is no .po file, not UTF-8 or over the bounds. */
Catalogue *catalogue_open(const char *file, GError **error);

/* The same from memory; `name` is said in errors. */
Catalogue *catalogue_parse(const char *name, const char *po, gsize size, GError **error);

void catalogue_free(Catalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalogue, catalogue_free)

/* The translation of `msgid`, or `msgid` itself where there is none or `catalogue` is NULL.
 * Belongs to the catalogue or is the argument. */
const char *catalogue_text(const Catalogue *catalogue, const char *msgid);

/* Collapses whitespace as catalogue keys have it: what catalogue_lookup() takes. g_free(). */
char *catalogue_key(const char *msgid, gsize size);

/* As catalogue_text() for a key that is collapsed already; NULL where there is no translation. */
const char *catalogue_lookup(const Catalogue *catalogue, const char *key);
