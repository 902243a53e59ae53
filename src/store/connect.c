/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * connect - open a connection as one of the three database roles, or as a coordinator's own
 *
 * The setting "database" is a libpq connection string and may hold several hosts; what we add
 * (user, time limits) goes behind it, so that a role's name always wins. The site reads from a
 * standby where it can; everybody else needs the server that takes writes.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

#include "store/internal.h"
#include "store/query.h"
#include "store/schema.h"

/* Whether what is told is a sentence of our own schema's, which needs no words about statements. */
static gboolean
is_own_sentence(const PGresult *result, ErrorKind kind)
{
    const char *function =
        result != NULL ? PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION) : NULL;

    return (kind == ERROR_CONFLICT || kind == ERROR_REFUSED) &&
           g_strcmp0(function, "exec_stmt_raise") == 0;
}

gboolean
store_fail(Store *store, const PGresult *result, const char *what, GError **error)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *primary =
        result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *hint = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_HINT) : NULL;
    g_autofree char *connection_message = g_strstrip(g_strdup(PQerrorMessage(store->connection)));
    ErrorKind kind = ERROR_BUG;

    if (state == NULL || PQstatus(store->connection) != CONNECTION_OK)
        kind = ERROR_TRY_LATER;
    else if (g_str_has_prefix(state, "23"))
        kind = ERROR_CONFLICT;
    else if (g_str_equal(state, "42501"))
        kind = ERROR_REFUSED;
    else if (g_str_has_prefix(state, "22") && !g_str_equal(state, "22023"))
        kind = ERROR_BAD_INPUT;
    else if (g_str_has_prefix(state, "08") || g_str_has_prefix(state, "40") ||
             g_str_has_prefix(state, "53") || g_str_has_prefix(state, "55") ||
             g_str_has_prefix(state, "57") || g_str_has_prefix(state, "58") ||
             g_str_equal(state, "25006"))
        kind = ERROR_TRY_LATER;
    g_strdelimit(connection_message, "\n", ' ');
    if (store->is_silent)
        fail(error, kind, "could not %s: PostgreSQL does not answer", what);
    else if (is_own_sentence(result, kind))
        fail(error, kind, "%s", primary);
    else
        fail(error, kind, "%s %s: %s", kind == ERROR_TRY_LATER ? "could not" : "cannot", what,
             primary != NULL ? primary : connection_message);
    if (hint != NULL)
        fail_hint(error, "%s", hint);
    return fail_inside(error);
}

gboolean
store_run(Store *store, const char *sql, GError **error)
{
    PGresult *result = store_ask(store, sql);
    ExecStatusType status = PQresultStatus(result);
    gboolean good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!good)
        store_fail(store, result, "run a statement", error);
    PQclear(result);
    return good;
}

static void
ignore_notice(void *data G_GNUC_UNUSED, const PGresult *result)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    if (severity != NULL && g_str_equal(severity, "WARNING"))
        log_event(G_LOG_LEVEL_WARNING, "postgresql warns", "TEXT", message, NULL);
}

/* Behind what the server itself ends with a better reason. */
static gint64
site_patience(const Settings *settings)
{
    return (settings_number(settings, SETTING_SITE_STATEMENT_TIMEOUT) + 2) * G_USEC_PER_SEC;
}

static PGconn *
connect_as(const Settings *settings, const char *database, const char *socket_directory,
           StoreRole role, const char *coordinator)
{
    g_autofree char *own_role = g_strconcat("colporteur_coordinator_", coordinator, NULL);
    static const Setting role_setting[] = {SETTING_DATABASE_OWNER, SETTING_DATABASE_ENGINE,
                                           SETTING_DATABASE_SITE, SETTING_DATABASE_SITE};
    g_autofree char *timeout =
        g_strdup_printf("%" G_GINT64_FORMAT, settings_number(settings, SETTING_DATABASE_TIMEOUT));
    /* A query of the site must not hang a page, nor may it write whatever its grants say; nor may
     * what a form locks stay locked where this machine vanished between two statements. */
    g_autofree char *site_options =
        g_strdup_printf("-c search_path=site -c default_transaction_read_only=%s "
                        "-c statement_timeout=%" G_GINT64_FORMAT "s "
                        "-c idle_in_transaction_session_timeout=%" G_GINT64_FORMAT "s",
                        role == STORE_SITE ? "on" : "off",
                        settings_number(settings, SETTING_SITE_STATEMENT_TIMEOUT),
                        site_patience(settings) / G_USEC_PER_SEC);
    /* Compiling what fills a ledger takes longer than it gains, and as long for ten readers. */
    const char *options =
        role >= STORE_SITE ? site_options : "-c search_path=colporteur,public -c jit=off";
    g_autofree char *frozen = NULL;
    if (clock_frozen() != NULL) {
        frozen = g_strdup_printf("%s -c colporteur.time=%s", options, clock_frozen());
        options = frozen;
    }
    const char *names[] = {"dbname",
                           "host",
                           "user",
                           "connect_timeout",
                           "keepalives",
                           "keepalives_idle",
                           "keepalives_interval",
                           "keepalives_count",
                           "tcp_user_timeout",
                           "options",
                           "application_name",
                           "client_encoding",
                           "target_session_attrs",
                           NULL};
    const char *values[] = {database,
                            socket_directory,
                            coordinator != NULL ? own_role
                                                : settings_text(settings, role_setting[role]),
                            timeout,
                            "1", /* a server whose machine vanished is noticed in a minute */
                            "30",
                            "10",
                            "3",
                            "30000",
                            options,
                            "colporteur",
                            "UTF8",
                            role == STORE_SITE ? "prefer-standby" : "read-write",
                            NULL};

    return PQconnectdbParams(names, values, 1);
}

gboolean
store_check_database(const char *database, GError **error)
{
    char *why = NULL;

    if (strchr(database, '=') == NULL && strstr(database, "://") == NULL)
        return TRUE; /* the bare name of a database */
    PQconninfoOption *options = PQconninfoParse(database, &why);
    gboolean good = options != NULL;
    if (!good) {
        g_autofree char *line =
            g_strstrip(g_strdelimit(g_strdup(why != NULL ? why : ""), "\n", ' '));
        fail(error, ERROR_SETTINGS, "cannot read the connection string of the database: %s", line);
        fail_hint(error,
                  "set \"database\" in [storage] as \"host=db.example.org dbname=colporteur\"");
    }
    PQconninfoFree(options);
    PQfreemem(why);
    return good;
}

gboolean
store_make(const Settings *settings, const char *state, GError **error)
{
    return *settings_text(settings, SETTING_DATABASE) != '\0' ||
           cluster_make(settings, state, error);
}

/* With a `coordinator`: as their database role instead of the engine's. */
static Store *
open_as(const Settings *settings, const char *state, StoreRole role, const char *coordinator,
        GError **error)
{
    g_autoptr(Store) store = g_new0(Store, 1);
    const char *database = settings_text(settings, SETTING_DATABASE);

    store->role = role;
    store->coordinator = g_strdup(coordinator);
    store->uses = g_hash_table_new(NULL, NULL);
    if (*database == '\0') {
        store->cluster = cluster_hold(settings, state, error);
        if (store->cluster == NULL)
            return NULL;
        database = "colporteur";
    }
    store->connection =
        connect_as(settings, database,
                   store->cluster != NULL ? cluster_socket_directory(store->cluster) : NULL, role,
                   coordinator);
    if (PQstatus(store->connection) != CONNECTION_OK) {
        store_fail(store, NULL, "connect to PostgreSQL", error);
        fail_hint(error, store->cluster != NULL
                             ? "see postgresql.log in the state directory"
                             : "check \"database\" in the settings, and that the server runs and "
                               "knows the three roles");
        return NULL;
    }
    PQsetNoticeReceiver(store->connection, ignore_notice, NULL);
    if (role >= STORE_SITE)
        store_be_patient_for(store, site_patience(settings));
    if (role == STORE_OWNER)
        return g_steal_pointer(&store);
    if (!schema_check(store, error))
        return NULL;
    if (role == STORE_ENGINE && coordinator == NULL && !token_keys_read(store, error))
        return NULL;
    return g_steal_pointer(&store);
}

Store *
store_open(const Settings *settings, const char *state, StoreRole role, GError **error)
{
    return open_as(settings, state, role, NULL, error);
}

Store *
store_open_for(const Settings *settings, const char *state, const char *user, GError **error)
{
    g_autoptr(GError) engine_error = NULL;
    g_autoptr(Store) engine = open_as(settings, state, STORE_ENGINE, NULL, &engine_error);
    StoreActorSet row;

    if (engine == NULL) {
        /* A server of one's own lets a coordinator in as themself and as nobody else. */
        Store *own = *settings_text(settings, SETTING_DATABASE) != '\0' &&
                             error_kind(engine_error) == ERROR_TRY_LATER
                         ? open_as(settings, state, STORE_ENGINE, user, NULL)
                         : NULL;
        if (own == NULL)
            g_propagate_error(error, g_steal_pointer(&engine_error));
        return own;
    }
    g_autoptr(Rows) rows = store_actor_set(engine, user, error);
    if (rows == NULL || !store_actor_set_next(rows, &row))
        return NULL;
    if (row.ended)
        return fail_null(error, ERROR_REFUSED, "\"%s\" is no coordinator any more", user);
    return row.limited ? open_as(settings, state, STORE_ENGINE, user, error)
                       : g_steal_pointer(&engine);
}

Store *
store_open_beside(const Store *store, const Settings *settings, const char *state, GError **error)
{
    return open_as(settings, state, store->role, store->coordinator, error);
}

Store *
store_share(Store *store)
{
    Store *other = g_new0(Store, 1);

    other->connection = store->connection;
    other->borrowed = TRUE;
    other->role = store->role;
    other->coordinator = g_strdup(store->coordinator);
    other->uses = g_hash_table_ref(store->uses);
    other->token_keys = g_memdup2(store->token_keys, store->keys.n_keys * sizeof(TokenKey));
    other->keys = (TokenKeys){.keys = other->token_keys, .n_keys = store->keys.n_keys};
    other->keys_read = store->keys_read;
    return other;
}

gboolean
store_is_coordinator(const Store *store)
{
    return store->coordinator != NULL;
}

gboolean
store_make_coordinator(Store *store, const char *name, GError **error)
{
    return store->cluster == NULL || cluster_make_coordinator(store->cluster, name, error);
}

void
store_free(Store *store)
{
    if (store == NULL)
        return;
    if (!store->borrowed)
        PQfinish(store->connection);
    g_clear_pointer(&store->uses, g_hash_table_unref);
    cluster_release(store->cluster);
    g_clear_error(&store->pipeline_error);
    g_free(store->token_keys);
    g_free(store->coordinator);
    g_free(store);
}

gboolean
store_is_alive(Store *store)
{
    return PQstatus(store->connection) == CONNECTION_OK;
}

gboolean
store_is_silent(const Store *store)
{
    return store->is_silent;
}

gboolean
store_is_kept(Store *store)
{
    struct pollfd socket = {.fd = PQsocket(store->connection), .events = POLLIN};

    /* What a server says that was not asked is most often that it ends, and then it closes. */
    while (store_is_alive(store) && poll(&socket, 1, 0) > 0)
        if (!PQconsumeInput(store->connection))
            return FALSE;
    return store_is_alive(store);
}

gboolean
store_listen(Store *store, const char *channel, GError **error)
{
    g_autofree char *sql = g_strdup_printf("LISTEN \"%s\"", channel);

    return store_run(store, sql, error);
}

gboolean
store_wait(Store *store, int timeout_ms, int wake_fd, gboolean *notified, GError **error)
{
    struct pollfd wait[2] = {{.fd = PQsocket(store->connection), .events = POLLIN},
                             {.fd = wake_fd, .events = POLLIN}};
    PGnotify *notification;

    *notified = FALSE;
    if (!store_is_alive(store))
        return store_fail(store, NULL, "listen", error);
    /* What arrived with an earlier answer is waiting inside libpq, not on the socket. */
    while ((notification = PQnotifies(store->connection)) != NULL) {
        *notified = TRUE;
        PQfreemem(notification);
    }
    if (*notified)
        return TRUE;
    if (poll(wait, 2, timeout_ms) < 0 && errno != EINTR)
        return fail(error, ERROR_TRY_LATER, "could not wait: %s", g_strerror(errno));
    if (wait[0].revents != 0 && PQconsumeInput(store->connection) != 1)
        return store_fail(store, NULL, "listen", error);
    while ((notification = PQnotifies(store->connection)) != NULL) {
        *notified = TRUE;
        PQfreemem(notification);
    }
    return TRUE;
}
