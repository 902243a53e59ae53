/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema - numbered migrations, each one transaction */
#pragma once

#include "store/store.h"

typedef struct {
    int number;
    const char *name;
    const char *sql;
} Migration;

/* In order, closed by a row with a NULL name. Made from sql/schema/. */
extern const Migration migrations[];

/* The newest number this program knows. */
int schema_newest(void);

/* The number of the database the store is connected to; 0 when it is empty. */
gboolean schema_version(Store *store, int *version, GError **error);

/* Applies what is missing, under an advisory lock, each migration in a transaction of its own.
 * Needs a STORE_OWNER. `applied` is called after each (may be NULL). A database newer than this
 * program is ERROR_CONFLICT and nothing is done. */
typedef void (*SchemaApplied)(const Migration *migration, gpointer data);
gboolean schema_upgrade(Store *store, SchemaApplied applied, gpointer data, GError **error);

/* ERROR_CONFLICT with a hint unless the database has exactly the schema this program knows. */
gboolean schema_check(Store *store, GError **error);
