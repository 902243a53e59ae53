/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-choose - which message of a list somebody means */
#pragma once

#include "list/list.h"
#include "store/query.h"

/* The messages of the list that `given`, a permanent link or a Message-ID, names: one, or with
 * `all` each that shares it. ERROR_NOT_FOUND; ERROR_BAD_INPUT with the choices for several. */
Rows *archive_choose_rows(Store *store, const List *list, const char *given, gboolean all,
                          GError **error);

/* The one message; `row` is good as long as `*rows`, which the caller frees. */
gboolean archive_choose_one(Store *store, const List *list, const char *given, Rows **rows,
                            ArchiveChoose *row, GError **error);
