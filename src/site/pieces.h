/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces - the connection of a file that is read while it is sent
 *
 * A slow client may take an hour. Between two pieces a public file has no connection: it borrows
 * one for each, so that as many are open as pieces are read at once. What a private list holds is
 * read over one that the reader's token opened, and few of those go at once.
 */
#pragma once

#include "site/visit.h"

typedef struct Pieces Pieces;

/* ERROR_TRY_LATER where too many are being sent already; or the store's errors. */
Pieces *pieces_begin(const Visit *visit, GError **error);
void pieces_end(Pieces *pieces);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pieces, pieces_end)

/* Reads one; `act` may be called twice, as that of site_forms_do(). */
gboolean pieces_read(Pieces *pieces, SiteFormsAct act, gpointer data, GError **error);
