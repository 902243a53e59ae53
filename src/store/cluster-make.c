/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cluster-make - the private server's directory, files, settings, roles and database
 *
 * All of it may be done again after a kill at any point: what is whole is found and left alone.
 * Root follows no link in the unprivileged user's directory, and has that user write there.
 */
#include "store/cluster-inside.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"

#include "store/internal.h"

/* In the child, between fork and exec: only calls that are safe there. */
static void
become_unprivileged(gpointer data)
{
    const Cluster *cluster = data;

    setsid(); /* a Ctrl-C on the terminal is for the command, not for the server */
    if (geteuid() == 0 &&
        (setgroups(0, NULL) != 0 || setgid(cluster->gid) != 0 || setuid(cluster->uid) != 0))
        _exit(127);
    umask(077);
}

gboolean
cluster_run(Cluster *cluster, const char *const *arguments, const char *what, GError **error)
{
    g_autofree char *program = g_build_filename(cluster->programs, arguments[0], NULL);
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_autofree char *output = NULL;
    g_autofree char *complaint = NULL;
    g_autoptr(GError) spawn_error = NULL;
    int status;

    g_ptr_array_add(all, program);
    for (guint i = 1; arguments[i] != NULL; i++)
        g_ptr_array_add(all, (gpointer)arguments[i]);
    g_ptr_array_add(all, NULL);
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "LC_ALL", "C.UTF-8", TRUE);
    if (!g_spawn_sync("/", (char **)all->pdata, environment, G_SPAWN_DEFAULT, become_unprivileged,
                      cluster, &output, &complaint, &status, &spawn_error)) {
        fail(error, ERROR_NOT_FOUND, "cannot run \"%s\": %s", program, spawn_error->message);
        return fail_hint(error, "install PostgreSQL (Debian: apt install postgresql-15), or set "
                                "\"postgresql-programs\" or \"database\" in [storage]");
    }
    if (!g_spawn_check_wait_status(status, NULL)) {
        g_strstrip(g_strdelimit(complaint, "\n", ' '));
        fail(error, ERROR_TRY_LATER, "could not %s: %s", what, complaint);
        return fail_hint(error, "see \"%s\"", cluster->log);
    }
    return TRUE;
}

/* With all above it. The unprivileged user must be able to walk through what root makes, whatever
 * root's umask; what is there already keeps its mode. Tells by errno. */
static gboolean
make_way(const char *path)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return TRUE;
    g_autofree char *above = g_path_get_dirname(path);
    if (!make_way(above))
        return FALSE;
    if (g_mkdir(path, 0755) != 0)
        return errno == EEXIST;
    return geteuid() != 0 || chmod(path, 0755) == 0;
}

static gboolean
give_directory(const Cluster *cluster, GError **error)
{
    struct stat status;
    int fd = open(cluster->directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    /* A link may be what the administrator wants, but where it leads is never given away. */
    gboolean good = fd < 0 || fstat(fd, &status) != 0 || status.st_uid != 0 ||
                    fchown(fd, cluster->uid, cluster->gid) == 0;
    int errnum = errno;
    if (fd >= 0)
        close(fd);
    if (!good)
        return fail(error, ERROR_REFUSED, "cannot give \"%s\" to the unprivileged user: %s",
                    cluster->directory, g_strerror(errnum));
    if (stat(cluster->directory, &status) == 0 && status.st_uid == cluster->uid)
        return TRUE;
    fail(error, ERROR_REFUSED, "\"%s\" does not belong to the unprivileged user %u",
         cluster->directory, cluster->uid);
    return fail_hint(error, "name its owner with \"user\" in [storage], or give it to that user "
                            "with chown -R");
}

gboolean
cluster_make_directory(Cluster *cluster, GError **error)
{
    struct stat status;
    g_autofree char *state = g_path_get_dirname(cluster->directory);

    if (!make_way(state) || (g_mkdir(cluster->directory, 0700) != 0 && errno != EEXIST) ||
        stat(cluster->directory, &status) != 0) {
        fail(error, errno == EACCES ? ERROR_REFUSED : ERROR_TRY_LATER,
             "cannot make the directory \"%s\": %s", cluster->directory, g_strerror(errno));
        return fail_hint(error, "name a directory of your own with --state, or a server of your "
                                "own with \"database\" in [storage]");
    }
    if (geteuid() == 0 && !give_directory(cluster, error))
        return FALSE;
    /* A Unix socket's path has 107 bytes; libpq's message for a longer one helps nobody. */
    if (strlen(cluster->directory) > 107 - strlen("/.s.PGSQL.5432")) {
        fail(error, ERROR_BAD_INPUT, "the state directory's name \"%s\" is too long",
             cluster->directory);
        return fail_hint(error, "a Unix socket's path may have 107 bytes");
    }
    return TRUE;
}

/* In a child: only calls that are safe there. Returns an errno, or 0. */
static int
replace_file(const char *path, const char *fresh, const char *text, size_t length)
{
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return errno;
    while (length > 0) {
        ssize_t n = write(fd, text, length);
        if (n < 0)
            return errno;
        text += n;
        length -= (size_t)n;
    }
    return fsync(fd) == 0 && rename(fresh, path) == 0 ? 0 : errno;
}

/* The directory is the unprivileged user's: root does not write there, a child of that user does.
 * Not inlined: what the caller holds then stays on its stack, where a look for leaks in the child
 * finds it. */
static G_GNUC_NO_INLINE gboolean
write_as_user(const Cluster *cluster, const char *path, const char *fresh, const char *text,
              GError **error)
{
    size_t length = strlen(text);
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        become_unprivileged((gpointer)cluster);
        _exit(replace_file(path, fresh, text, length));
    }
    if (child < 0)
        return fail(error, ERROR_TRY_LATER, "could not start a process: %s", g_strerror(errno));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return fail(error, ERROR_TRY_LATER, "could not wait for a process: %s",
                        g_strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return TRUE;
    return fail(error, ERROR_TRY_LATER, "could not write \"%s\": %s", path,
                WIFEXITED(status) ? g_strerror(WEXITSTATUS(status)) : "a process was killed");
}

gboolean
cluster_write_settings(Cluster *cluster, GError **error)
{
    g_autofree char *path = g_build_filename(cluster->data, "postgresql.auto.conf", NULL);
    g_autofree char *fresh = g_strconcat(path, ".new", NULL);
    g_autofree char *text = g_strdup_printf("listen_addresses = ''\n"
                                            "unix_socket_directories = '%s'\n"
                                            "unix_socket_permissions = 0700\n"
                                            "max_connections = 120\n"
                                            "shared_buffers = 128MB\n"
                                            "max_wal_size = 1GB\n"
                                            "timezone = 'UTC'\n"
                                            "log_timezone = 'UTC'\n"
                                            "lc_messages = 'C'\n"
                                            "password_encryption = 'scram-sha-256'\n",
                                            cluster->directory);

    return write_as_user(cluster, path, fresh, text, error);
}

gboolean
cluster_make_files(Cluster *cluster, GError **error)
{
    g_autofree char *unfinished = g_strconcat(cluster->data, ".new", NULL);
    const char *const arguments[] = {
        "initdb",     "--pgdata", unfinished, "--username", "postgres",          "--auth", "trust",
        "--encoding", "UTF8",     "--locale", "C.UTF-8",    "--no-instructions", NULL};
    const char *const remove[] = {"rm", "-rf", unfinished, NULL};

    /* Made beside and moved into place, so that what a killed initdb left is never used. */
    g_spawn_sync("/", (char **)remove, NULL, G_SPAWN_SEARCH_PATH, become_unprivileged, cluster,
                 NULL, NULL, NULL, NULL);
    if (!cluster_run(cluster, arguments, "make the private PostgreSQL", error))
        return FALSE;
    if (g_rename(unfinished, cluster->data) != 0)
        return fail(error, ERROR_TRY_LATER, "could not rename \"%s\": %s", unfinished,
                    g_strerror(errno));
    return cluster_write_settings(cluster, error);
}

/* Who may connect to a database may fill it with large objects, which nothing here uses and the
 * site must not. It is a right of everybody, and only the superuser can take it, in the database. */
static gboolean
large_objects_refuse(const Cluster *cluster, GError **error)
{
    static const char refuse[] =
        "DO $$ BEGIN IF has_function_privilege('colporteur_site', 'lo_create(oid)', 'EXECUTE') "
        "THEN REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), "
        "lo_from_bytea(oid, bytea) FROM PUBLIC; END IF; END $$";
    const char *const names[] = {"dbname", "host", "user", NULL};
    const char *const values[] = {"colporteur", cluster->directory, "postgres", NULL};
    Store store = {.connection = PQconnectdbParams(names, values, 0)};
    gboolean good = PQstatus(store.connection) == CONNECTION_OK;

    if (!good)
        store_fail(&store, NULL, "connect to the private PostgreSQL", error);
    good = good && store_run(&store, refuse, error);
    PQfinish(store.connection);
    return good;
}

gboolean
cluster_make_database(Cluster *cluster, GError **error)
{
    static const char *const steps[] = {
        "DO $$ BEGIN "
        "IF to_regrole('colporteur_owner') IS NULL THEN CREATE ROLE colporteur_owner LOGIN; END "
        "IF; "
        "IF to_regrole('colporteur_engine') IS NULL THEN CREATE ROLE colporteur_engine LOGIN; END "
        "IF; "
        "IF to_regrole('colporteur_site') IS NULL THEN CREATE ROLE colporteur_site LOGIN; END IF; "
        "IF to_regrole('colporteur_coordinator') IS NULL THEN CREATE ROLE colporteur_coordinator "
        "NOLOGIN; END IF; "
        /* Its policies let it see everything: without them the planner knows that from the start.
         */
        "IF NOT (SELECT rolbypassrls FROM pg_roles WHERE rolname = 'colporteur_engine') THEN "
        "ALTER ROLE colporteur_engine BYPASSRLS; END IF; "
        "END $$",
        "CREATE DATABASE colporteur OWNER colporteur_owner TEMPLATE template0 "
        "ENCODING 'UTF8' LOCALE 'C.UTF-8'",
        "REVOKE ALL ON DATABASE colporteur FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE colporteur TO colporteur_engine",
        "GRANT CONNECT ON DATABASE colporteur TO colporteur_site",
        NULL};
    const char *const names[] = {"dbname", "host", "user", NULL};
    const char *const values[] = {"postgres", cluster->directory, "postgres", NULL};
    Store store = {.connection = PQconnectdbParams(names, values, 0)};
    gboolean good = PQstatus(store.connection) == CONNECTION_OK;

    if (!good)
        store_fail(&store, NULL, "connect to the private PostgreSQL", error);
    if (good) {
        PGresult *result =
            PQexec(store.connection, "SELECT 1 FROM pg_database WHERE datname = 'colporteur'");
        gboolean there = PQntuples(result) > 0;
        PQclear(result);
        for (guint i = 0; good && !there && steps[i] != NULL; i++)
            good = store_run(&store, steps[i], error);
    }
    PQfinish(store.connection);
    return good && large_objects_refuse(cluster, error);
}
