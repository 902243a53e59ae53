/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store - the only door to PostgreSQL
 *
 * A Store is one connection; each statement of sql/query/ is prepared on it at its second use. It
 * belongs to one thread at a time. There is no general query function: each statement has its own C
 * function, made from its file (store/query.h).
 *
 * Order of calls: store_open(), then statements, transactions, COPY; store_free().
 */
#pragma once

#include <glib.h>

#include "base/settings.h"
#include "base/token.h"

typedef struct Store Store;
typedef struct Rows Rows;

/* Bytes inside a row; they belong to the Rows. */
typedef struct {
    const guint8 *data;
    gsize size;
} Blob;

/* What the audience compiler (people/audience) emits: a condition over the alias `s` of table
 * subscriber, made of known fragments, with parameters $1... that are given as text. A statement
 * with a parameter of type audience has it in place of the word true behind its audience comment.
 */
typedef struct {
    const char *condition;
    const char *const *parameters; /* `n_parameters` of them */
    guint n_parameters;
} AudienceSql;

typedef enum {
    STORE_OWNER,  /* changes the schema; prepares nothing */
    STORE_ENGINE, /* commands and roles that handle mail */
    STORE_SITE,   /* the public site: views of schema "site" only, read only, a standby if it can */
    STORE_FORMS   /* what a form of the site may change: the same rights, the server that writes */
} StoreRole;

/* Whether the setting "database" can be read: a connection string, the bare name of a database, or
 * empty. ERROR_SETTINGS says what libpq does not know in it. */
gboolean store_check_database(const char *database, GError **error);

/* Makes the private server if there is none; does nothing with a server of one's own. Errors as
 * store_open(). */
gboolean store_make(const Settings *settings, const char *state, GError **error);

/* Connects. `state` is the state directory, where the private server is when the setting
 * "database" is empty; it is started when it does not run. Errors: ERROR_TRY_LATER when there is
 * no answer, ERROR_CONFLICT when there is no database or its schema is older or newer than this
 * program knows (hint says what to do), ERROR_REFUSED when the server says no. */
Store *store_open(const Settings *settings, const char *state, StoreRole role, GError **error);

/* The engine for a command of the Unix user `user`, whom the audit log will name; where they are a
 * coordinator, their own database role, which sees their people alone and has no keys of tokens.
 * Errors as store_open(), and ERROR_REFUSED for a coordinator who was removed. */
Store *store_open_for(const Settings *settings, const char *state, const char *user,
                      GError **error);

/* Another connection with the rights of `store`, for what is to be read while that one is busy.
 * Errors as store_open(). */
Store *store_open_beside(const Store *store, const Settings *settings, const char *state,
                         GError **error);

/* The same connection with what a thread keeps of its own: its keys, as `store` has them. Threads
 * that share one agree among them who uses it. Once `store` is freed it may only be freed too, and
 * what its keys point to stays until then. */
Store *store_share(Store *store);

/* Whether it is a coordinator's: for saying so in time, the database refuses by itself. */
gboolean store_is_coordinator(const Store *store);

/* Makes the database role of a coordinator on the private server; on any other it does nothing,
 * since none of our roles may: its superuser does. */
gboolean store_make_coordinator(Store *store, const char *name, GError **error);

void store_free(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_free)

/* Whether the connection still stands; a lost one is not mended, open another Store. */
gboolean store_is_alive(Store *store);

/* Whether it was lost because no answer came in time, which only connections of the site wait for
 * no longer: another one to the same server would be waited for as well. */
gboolean store_is_silent(const Store *store);

/* The same as store_is_alive() of a connection at rest, that listens to nothing: whether its server
 * ended or closed it since it was used. Asked of the socket alone, not of the server. */
gboolean store_is_kept(Store *store);

/* The keys tokens are signed with. They are looked up again once a minute, at the latest when this
 * is called: ask for them each time, or for each batch. Owned by the store, as is what they point
 * to until the next call. */
const TokenKeys *store_token_keys(Store *store);

void rows_free(Rows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rows, rows_free)
guint rows_count(const Rows *rows);

/* --- transactions --- */

/* Leaving its scope without transaction_commit() rolls back. They do not nest. */
typedef struct Transaction Transaction;
Transaction *transaction_begin(Store *store, GError **error);
gboolean transaction_commit(Transaction *transaction, GError **error);
void transaction_free(Transaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transaction, transaction_free)

/* --- pipelines --- */

/* Between begin and end, statements without columns are sent without waiting for their answer and
 * report 0 rows; the first failure is reported by pipeline_end(), and by then none of them took
 * effect (they are one transaction when not inside one). Statements with columns are a bug there.
 */
gboolean pipeline_begin(Store *store, GError **error);
gboolean pipeline_end(Store *store, GError **error);

/* --- COPY --- */

/* Opens COPY TABLE (COLUMNS) FROM STDIN for one of the tables and temporary tables that copying
 * into is allowed for (a constant name and constant columns: they go into the statement). */
typedef struct Copy Copy;
Copy *copy_begin(Store *store, const char *table, const char *columns, GError **error);
/* Appends text that already is in COPY text format, whole rows at a time. */
gboolean copy_text(Copy *copy, const char *text, gsize size, GError **error);
/* Finishes; `rows` (may be NULL) gets how many. Without it, copy_free() abandons the copy. */
gboolean copy_end(Copy *copy, gint64 *rows, GError **error);
void copy_free(Copy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Copy, copy_free)

/* --- waiting --- */

/* Listens on a channel ("mailing", "post"); a constant word. */
gboolean store_listen(Store *store, const char *channel, GError **error);

/* Waits until something is notified on a channel listened to, or until `timeout_ms` have passed,
 * or `wake_fd` (-1: none) is readable. `*notified` says whether something was. */
gboolean store_wait(Store *store, int timeout_ms, int wake_fd, gboolean *notified, GError **error);
