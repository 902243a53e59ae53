/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mhonarc - the mail that a page of MHonArc (and of Sympa, which has it make its pages) shows
 *
 * Where nothing else is left of an archive its pages can be read back: who, when, what about, the
 * answers' way and the words. Files that came with the mail lie beside the page and are left there.
 */
#pragma once

#include <glib.h>

/* TRUE for bytes that begin a page of MHonArc, be it of a message or a list of them. */
gboolean mhonarc_is(const char *data, gsize size);

/* What the page (NUL-terminated) says in its comment X-NAME, from `*at` on, which moves behind it;
 * NULL: nothing more. g_free(). */
char *mhonarc_field(const char **at, const char *name);

/* "&#45;", "&#x2d;", "&lt;", "&gt;", "&amp;" as what they stand for; whatever else as it is.
 * g_free(). */
char *mhonarc_plain(const char *text);

/* A mail of the page's message, the same each time; NULL: it shows none. */
GBytes *mhonarc_mail(const char *page, gsize size);
