/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * supervise - all roles from one command
 *
 * Each role is this program again ("serve NAME"), so that what runs here is what a unit file would
 * run. One that ends is started again, after a pause that doubles from one second to half a
 * minute while it keeps failing. The supervisor holds the private server, so that a role that
 * starts again finds it running. When the supervisor is killed, the kernel tells the roles.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib-unix.h>

#if HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "base/error.h"
#include "base/log.h"
#include "list/trouble.h"
#include "store/cluster.h"

#include "serve/role.h"
#include "serve/stop.h"

#define MAX_ROLES 8
#define LONGEST_PAUSE (30 * G_USEC_PER_SEC)
#define STOP_PATIENCE (30 * G_USEC_PER_SEC)
#define NOTE_PAUSE (60 * G_USEC_PER_SEC)

typedef struct {
    const char *name;
    GPid pid;  /* 0: not running */
    int ready; /* readable once it is ready; -1: heard, or it has ended */
    gboolean is_ready;
    gint64 started;     /* monotonic */
    gint64 start_after; /* monotonic */
    gint64 pause;
    char *how;    /* it ended, which is to be noted; NULL: it did not */
    gint64 noted; /* monotonic, when that was last tried */
} Child;

typedef struct {
    Child children[MAX_ROLES];
    guint n;
    const char *const *options;
    gboolean told;
} Supervisor;

static void
in_child(gpointer parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != GPOINTER_TO_INT(parent))
        _exit(1);  /* it was killed before the line above */
    setpgid(0, 0); /* a Ctrl-C reaches the supervisor, which stops the roles in order */
}

static gboolean
start_child(Supervisor *supervisor, Child *child)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    int ready[2];

    if (!g_unix_open_pipe(ready, FD_CLOEXEC, &error)) {
        log_failure(error, "could not start a role", "ROLE", child->name, NULL);
        return FALSE;
    }
    g_ptr_array_add(arguments, (gpointer) "/proc/self/exe");
    for (guint i = 0; supervisor->options[i] != NULL; i++)
        g_ptr_array_add(arguments, (gpointer)supervisor->options[i]);
    g_ptr_array_add(arguments, (gpointer) "serve");
    g_ptr_array_add(arguments, (gpointer)child->name);
    g_ptr_array_add(arguments, NULL);
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "COLPORTEUR_READY_FD", "3", TRUE);
    const int target = 3;
    /* -1: the role has our own output and errors. Named, GLib 2.74 would close them at exec, and
     * what the role opened next, a lock or a connection, would be where its log goes. */
    gboolean good = g_spawn_async_with_pipes_and_fds(
        NULL, (const char *const *)arguments->pdata, (const char *const *)environment,
        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN, in_child,
        GINT_TO_POINTER((int)getpid()), -1, -1, -1, &ready[1], &target, 1, &child->pid, NULL, NULL,
        NULL, &error);
    close(ready[1]);
    if (!good) {
        close(ready[0]);
        log_failure(error, "could not start a role", "ROLE", child->name, NULL);
        return FALSE;
    }
    child->ready = ready[0];
    child->is_ready = FALSE;
    child->started = g_get_monotonic_time();
    return TRUE;
}

static void
schedule(Child *child)
{
    gint64 now = g_get_monotonic_time();

    /* Who worked for a while is started again at once. */
    if (now - child->started > LONGEST_PAUSE)
        child->pause = 0;
    child->pause = CLAMP(child->pause * 2, G_USEC_PER_SEC, LONGEST_PAUSE);
    child->start_after = now + child->pause;
}

static void
reap(Supervisor *supervisor)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (guint i = 0; i < supervisor->n; i++) {
            Child *child = &supervisor->children[i];
            if (child->pid != pid)
                continue;
            g_autofree char *how = WIFEXITED(status)
                                       ? g_strdup_printf("exit status %d", WEXITSTATUS(status))
                                       : g_strdup_printf("signal %d", WTERMSIG(status));
            log_event(stop_is_asked() ? G_LOG_LEVEL_INFO : G_LOG_LEVEL_WARNING, "role ended",
                      "ROLE", child->name, "HOW", how, NULL);
            child->pid = 0;
            if (status != 0 && !stop_is_asked()) {
                g_free(child->how);
                child->how = g_steal_pointer(&how);
            }
            if (child->ready >= 0)
                close(child->ready);
            child->ready = -1;
            schedule(child);
        }
}

/* Waits a while for readiness or the order to stop; says so once all are ready. */
static void
watch(Supervisor *supervisor, int stop_fd)
{
    struct pollfd wait[MAX_ROLES + 1] = {{.fd = stop_fd, .events = POLLIN}};
    gboolean all = TRUE;

    for (guint i = 0; i < supervisor->n; i++)
        wait[i + 1] = (struct pollfd){.fd = supervisor->children[i].ready, .events = POLLIN};
    if (poll(wait, supervisor->n + 1, 500) < 0)
        return;
    for (guint i = 0; i < supervisor->n; i++) {
        Child *child = &supervisor->children[i];
        if (wait[i + 1].revents != 0) {
            char byte;
            child->is_ready = read(child->ready, &byte, 1) == 1;
            close(child->ready);
            child->ready = -1;
            if (child->is_ready)
                child->pause = 0;
        }
        all &= child->pid != 0 && child->is_ready;
    }
    if (all && !supervisor->told) {
        supervisor->told = TRUE;
        log_event(G_LOG_LEVEL_INFO, "all roles are ready", NULL);
#if HAVE_SYSTEMD
        sd_notify(0, "READY=1");
#endif
    }
}

/* A child's work: the database may be away for long, and those that ended are to be started again
 * meanwhile. */
static void
note_one(const RoleContext *context, const Child *child)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(context->settings, context->state, STORE_ENGINE, &error);

    if (store == NULL || !trouble_role_ended(store, child->name, child->how, &error))
        log_failure(error, "could not note that a role ended", "ROLE", child->name, NULL);
}

/* Those who look after lists hear of it by mail, once in a while of one that keeps ending. */
static void
note_ended(const RoleContext *context, Supervisor *supervisor)
{
    for (guint i = 0; i < supervisor->n; i++) {
        Child *child = &supervisor->children[i];
        gint64 now = g_get_monotonic_time();
        if (child->how == NULL || (child->noted != 0 && now - child->noted < NOTE_PAUSE))
            continue;
        pid_t pid = fork();
        if (pid == 0) {
            signal(SIGTERM, SIG_DFL); /* ours waits to be asked about */
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            note_one(context, child);
            _exit(0);
        }
        child->noted = now;
        g_clear_pointer(&child->how, g_free);
    }
}

static void
stop_children(Supervisor *supervisor)
{
    gint64 patience = g_get_monotonic_time() + STOP_PATIENCE;
    guint alive = 0;

    for (guint i = 0; i < supervisor->n; i++)
        if (supervisor->children[i].pid != 0)
            kill(supervisor->children[i].pid, SIGTERM);
    do {
        reap(supervisor);
        alive = 0;
        for (guint i = 0; i < supervisor->n; i++)
            alive += supervisor->children[i].pid != 0;
        g_usleep(20000);
    } while (alive > 0 && g_get_monotonic_time() < patience);
    for (guint i = 0; i < supervisor->n; i++)
        if (supervisor->children[i].pid != 0) {
            log_event(G_LOG_LEVEL_WARNING, "role did not stop and is killed", "ROLE",
                      supervisor->children[i].name, NULL);
            kill(supervisor->children[i].pid, SIGKILL);
        }
}

/* Whether to stop now. A mistake in the settings is found while all still run by the old ones. */
static gboolean
must_stop(const RoleContext *context)
{
    return stop_is_asked() && (role_may_reload(context) || stop_is_asked());
}

gboolean
role_supervise(const RoleContext *context, int stop_fd, GError **error)
{
    Supervisor supervisor = {.options = context->options};
    g_autoptr(Cluster) cluster = NULL;

    if (*settings_text(context->settings, SETTING_DATABASE) == '\0') {
        cluster = cluster_hold(context->settings, context->state, error);
        if (cluster == NULL)
            return FALSE;
    }
    for (; roles[supervisor.n].name != NULL; supervisor.n++)
        supervisor.children[supervisor.n] = (Child){.name = roles[supervisor.n].name, .ready = -1};
    while (!must_stop(context)) {
        for (guint i = 0; i < supervisor.n; i++) {
            Child *child = &supervisor.children[i];
            if (child->pid == 0 && g_get_monotonic_time() >= child->start_after &&
                !start_child(&supervisor, child))
                schedule(child);
        }
        watch(&supervisor, stop_fd);
        reap(&supervisor);
        note_ended(context, &supervisor);
    }
#if HAVE_SYSTEMD
    sd_notify(0, "STOPPING=1");
#endif
    stop_children(&supervisor);
    for (guint i = 0; i < supervisor.n; i++)
        g_free(supervisor.children[i].how);
    return TRUE;
}
