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
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "base/error.h"

#include "store/cluster-inside.h"

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

    return cluster_run(cluster, arguments, "start the private PostgreSQL", error);
}

static gboolean
ensure_running(Cluster *cluster, GError **error)
{
    g_autofree char *version = g_build_filename(cluster->data, "PG_VERSION", NULL);
    gboolean fresh = !g_file_test(version, G_FILE_TEST_EXISTS);

    if (!fresh && is_running(cluster))
        return TRUE;
    if (fresh && !cluster_make_files(cluster, error))
        return FALSE;
    /* The directory may have been moved or copied since: the socket goes where it is now. */
    if (!fresh && !cluster_write_settings(cluster, error))
        return FALSE;
    return start(cluster, error) && cluster_make_database(cluster, error);
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
    if (!cluster_make_directory(cluster, error))
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
            if (!cluster_run(cluster, arguments, "stop the private PostgreSQL", &error))
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
