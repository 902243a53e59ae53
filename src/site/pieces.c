/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pieces - the connection of a file that is read while it is sent; see pieces.h */
#include "site/pieces.h"

#include "base/error.h"

#include "site/private.h"

/* What each holds in memory is some 300 KB. */
enum { FILES_AT_ONCE = 64, PRIVATE_AT_ONCE = 8 };

static gint files_open;
static gint private_open;

struct Pieces {
    SiteForms *readers;
    Store *own; /* of a private list; NULL: one is borrowed */
    gboolean is_private;
};

void
pieces_end(Pieces *pieces)
{
    if (pieces == NULL)
        return;
    store_free(pieces->own);
    g_atomic_int_add(&files_open, -1);
    g_atomic_int_add(&private_open, -pieces->is_private);
    g_free(pieces);
}

Pieces *
pieces_begin(const Visit *visit, GError **error)
{
    g_autoptr(Pieces) pieces = g_new0(Pieces, 1);
    gint files = g_atomic_int_add(&files_open, 1);
    gint private = g_atomic_int_add(&private_open, visit->is_private);

    pieces->readers = visit->site->readers;
    pieces->is_private = visit->is_private;
    if (files >= FILES_AT_ONCE || (visit->is_private && private >= PRIVATE_AT_ONCE))
        return fail_null(error, ERROR_TRY_LATER, "as many files as can be are being sent already");
    if (!visit->is_private)
        return g_steal_pointer(&pieces);
    pieces->own = store_open(visit->site->settings, visit->site->state, STORE_SITE, error);
    if (pieces->own == NULL || !private_enter_with(visit, pieces->own, error))
        return NULL;
    return g_steal_pointer(&pieces);
}

gboolean
pieces_read(Pieces *pieces, SiteFormsAct act, gpointer data, GError **error)
{
    return pieces->own != NULL ? act(pieces->own, data, error)
                               : site_forms_do(pieces->readers, act, data, error);
}
