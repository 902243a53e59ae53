/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statement - what the functions made from sql/query/ call; nobody else does */
#pragma once

#include "store/store.h"

/* Types are one letter each: i bigint, n int, b bool, t text, y bytea, f float, T text[],
 * I bigint[], J int[], Y bytea[], A an audience: such a statement is not prepared, because its text
 * varies. */
typedef struct {
    const char *name;
    const char *parameters;
    const char *columns;
    const char *sql;
    const gsize *offsets; /* of each column in its row structure */
} Statement;

extern const Statement *const statements[];

Rows *statement_query(Store *store, const Statement *statement, GError **error, ...);
gboolean statement_execute(Store *store, const Statement *statement, gint64 *affected,
                           GError **error, ...);
gboolean statement_next(Rows *rows, const Statement *statement, gpointer row);
