/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cluster - the private PostgreSQL server in the state directory
 *
 * Two locks in the state directory. "cluster.lock" is held while the server is being made,
 * started or stopped. "cluster.users" is held shared by everybody who uses the server: whoever
 * can have it alone is the last one out. Both are flock(2) locks, so a process that is killed
 * lets go of them; what it left running is found by the next one and used.
 *
 * The server listens on a Unix socket only. Its directory is 0700 and belongs to the unprivileged
 * user, so that nobody else but root can reach it. What is in it is that user's: root follows no
 * link there, gives away only what it just made, and has the user write everything else.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "base/error.h"

#include "store/internal.h"

struct Cluster {
    char *directory; /* STATE/postgresql */
    char *data;
    char *log;
    char *programs;
    int lock;
    int users;
    guint uid;
    guint gid;
};

gboolean
cluster_user(const Settings *settings, guint *uid, guint *gid, GError **error)
{
    const char *named = settings_text(settings, SETTING_CLUSTER_USER);
    /* Never "postgres" unasked: the system's own clusters take that user for their superuser. */
    const char *const usual[] = {"colporteur", "nobody", NULL};
    const char *const wanted[] = {named, NULL};

    for (const char *const *name = *named != '\0' ? wanted : usual; *name != NULL; name++) {
        const struct passwd *user = getpwnam(*name);
        if (user != NULL && user->pw_uid != 0) {
            *uid = user->pw_uid;
            *gid = user->pw_gid;
            return TRUE;
        }
    }
    if (*named != '\0')
        return settings_fail(settings, SETTING_CLUSTER_USER, error,
                             "it is an unprivileged user of this machine");
    fail(error, ERROR_SETTINGS, "there is no unprivileged user to run PostgreSQL as");
    return fail_hint(error, "make one (useradd --system colporteur) or set \"user\" in [storage]");
}

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

static gboolean
run_program(Cluster *cluster, const char *const *arguments, const char *what, GError **error)
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

static int
open_lock(const Cluster *cluster, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(cluster->directory, name, NULL);
    struct stat status;
    gboolean made = FALSE;
    int fd;

    while ((fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)) < 0 && errno == ENOENT) {
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        made = fd >= 0;
        if (made || errno != EEXIST)
            break;
    }
    if (fd < 0) {
        fail(error, errno == EACCES ? ERROR_REFUSED : ERROR_TRY_LATER, "cannot open \"%s\": %s",
             path, g_strerror(errno));
        fail_hint(error, "use the user who made it, or another directory with --state");
        return -1;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1) {
        close(fd);
        fail(error, ERROR_REFUSED, "cannot lock \"%s\": not a plain file with one name", path);
        fail_hint(error, "remove it while nothing of colporteur runs");
        return -1;
    }
    if (made && geteuid() == 0 && status.st_uid == 0 &&
        fchown(fd, cluster->uid, cluster->gid) != 0) {
        fail(error, ERROR_REFUSED, "cannot give \"%s\" to the unprivileged user: %s", path,
             g_strerror(errno));
        close(fd);
        return -1;
    }
    return fd;
}

static gboolean
lock_wait(int fd, int how)
{
    while (flock(fd, how) != 0)
        if (errno != EINTR)
            return FALSE;
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

static gboolean
make_directory(Cluster *cluster, GError **error)
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

/* --- made once --- */

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

static gboolean
write_settings(Cluster *cluster, GError **error)
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
    size_t length = strlen(text);
    int status = 0;
    pid_t child = fork(); /* the directory is the unprivileged user's: root does not write there */

    if (child == 0) {
        become_unprivileged(cluster);
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

static gboolean
make_cluster(Cluster *cluster, GError **error)
{
    g_autofree char *unfinished = g_strconcat(cluster->data, ".new", NULL);
    const char *const arguments[] = {
        "initdb",     "--pgdata", unfinished, "--username", "postgres",          "--auth", "trust",
        "--encoding", "UTF8",     "--locale", "C.UTF-8",    "--no-instructions", NULL};
    const char *const remove[] = {"rm", "-rf", unfinished, NULL};

    /* Made beside and moved into place, so that what a killed initdb left is never used. */
    g_spawn_sync("/", (char **)remove, NULL, G_SPAWN_SEARCH_PATH, become_unprivileged, cluster,
                 NULL, NULL, NULL, NULL);
    if (!run_program(cluster, arguments, "make the private PostgreSQL", error))
        return FALSE;
    if (g_rename(unfinished, cluster->data) != 0)
        return fail(error, ERROR_TRY_LATER, "could not rename \"%s\": %s", unfinished,
                    g_strerror(errno));
    return write_settings(cluster, error);
}

static gboolean
make_database(Cluster *cluster, GError **error)
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
    return good;
}

/* --- started and stopped --- */

/* Whoever holds cluster.lock and finds somebody listening has a server that is up: it is started
 * and stopped under that lock alone. Asking by libpq would cost a backend of the server each time.
 */
static gboolean
is_running(const Cluster *cluster)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", cluster->directory);
    gboolean listens =
        fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return listens;
}

static gboolean
start(Cluster *cluster, GError **error)
{
    const char *const arguments[] = {"pg_ctl", "start",      "--pgdata", cluster->data,
                                     "--log",  cluster->log, "--wait",   "--timeout",
                                     "60",     "--silent",   NULL};

    return run_program(cluster, arguments, "start the private PostgreSQL", error);
}

static gboolean
ensure_running(Cluster *cluster, GError **error)
{
    g_autofree char *version = g_build_filename(cluster->data, "PG_VERSION", NULL);
    gboolean fresh = !g_file_test(version, G_FILE_TEST_EXISTS);

    if (!fresh && is_running(cluster))
        return TRUE;
    if (fresh && !make_cluster(cluster, error))
        return FALSE;
    /* The directory may have been moved or copied since: the socket goes where it is now. */
    if (!fresh && !write_settings(cluster, error))
        return FALSE;
    return start(cluster, error) && make_database(cluster, error);
}

gboolean
cluster_make_coordinator(const Cluster *cluster, const char *name, GError **error)
{
    const char *const names[] = {"dbname", "host", "user", NULL};
    const char *const values[] = {"colporteur", cluster->directory, "postgres", NULL};
    Store store = {.connection = PQconnectdbParams(names, values, 0)};
    PGresult *result = NULL;

    if (PQstatus(store.connection) == CONNECTION_OK)
        result = PQexecParams(store.connection, "SELECT colporteur.coordinator_role($1)", 1, NULL,
                              &name, NULL, NULL, 0);
    gboolean good = PQresultStatus(result) == PGRES_TUPLES_OK;
    if (!good)
        store_fail(&store, result, "make the coordinator's database role", error);
    PQclear(result);
    PQfinish(store.connection);
    return good;
}

/* Whether it has been made, as far as we may look. */
static gboolean
is_made(const Cluster *cluster)
{
    g_autofree char *version = g_build_filename(cluster->data, "PG_VERSION", NULL);

    return access(version, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static Cluster *
cluster_new(const Settings *settings, const char *state)
{
    Cluster *cluster = g_new0(Cluster, 1);
    g_autofree char *canonical = g_canonicalize_filename(state, NULL);

    cluster->lock = cluster->users = -1;
    cluster->directory = g_build_filename(canonical, "postgresql", NULL);
    cluster->data = g_build_filename(cluster->directory, "data", NULL);
    cluster->log = g_build_filename(cluster->directory, "postgresql.log", NULL);
    cluster->programs = g_strdup(settings_text(settings, SETTING_PG_BINDIR));
    return cluster;
}

/* Makes what is missing, starts it and holds it. */
static gboolean
hold(Cluster *cluster, const Settings *settings, GError **error)
{
    if (geteuid() == 0 && !cluster_user(settings, &cluster->uid, &cluster->gid, error))
        return FALSE;
    if (!make_directory(cluster, error))
        return FALSE;
    int lock = open_lock(cluster, "cluster.lock", error);
    if (lock < 0)
        return FALSE;
    int users = open_lock(cluster, "cluster.users", error);
    gboolean good = users >= 0 && lock_wait(lock, LOCK_EX) && lock_wait(users, LOCK_SH) &&
                    ensure_running(cluster, error);
    flock(lock, LOCK_UN);
    if (!good) {
        close(lock);
        if (users >= 0)
            close(users);
        return FALSE;
    }
    cluster->lock = lock;
    cluster->users = users;
    return TRUE;
}

Cluster *
cluster_hold(const Settings *settings, const char *state, GError **error)
{
    g_autoptr(Cluster) cluster = cluster_new(settings, state);

    if (!is_made(cluster)) {
        fail(error, ERROR_CONFLICT, "there is no database in \"%s\"", state);
        fail_hint(error, "run: colporteur schema upgrade; or name another directory with --state");
        return NULL;
    }
    return hold(cluster, settings, error) ? g_steal_pointer(&cluster) : NULL;
}

gboolean
cluster_make(const Settings *settings, const char *state, GError **error)
{
    g_autoptr(Cluster) cluster = cluster_new(settings, state);

    return is_made(cluster) || hold(cluster, settings, error);
}

void
cluster_release(Cluster *cluster)
{
    if (cluster == NULL)
        return;
    if (cluster->users >= 0) {
        const char *const arguments[] = {"pg_ctl", "stop",   "--pgdata", cluster->data, "--mode",
                                         "fast",   "--wait", "--silent", NULL};
        lock_wait(cluster->lock, LOCK_EX);
        if (flock(cluster->users, LOCK_EX | LOCK_NB) == 0) {
            g_autoptr(GError) error = NULL;
            if (!run_program(cluster, arguments, "stop the private PostgreSQL", &error))
                g_debug("%s", error->message);
        }
        close(cluster->users);
        close(cluster->lock);
    }
    g_free(cluster->directory);
    g_free(cluster->data);
    g_free(cluster->log);
    g_free(cluster->programs);
    g_free(cluster);
}

const char *
cluster_socket_directory(const Cluster *cluster)
{
    return cluster->directory;
}
