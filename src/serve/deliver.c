/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver - the role that sends mail out: start the workers, stop them; see deliver.h */
#include "serve/deliver.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "store/store.h"

#include "serve/deliver-worker.h"
#include "serve/role.h"

#define LAST_PATIENCE_MS 10000
#define MOST_KEPT (16 * 1024 * 1024) /* bytes */

/* A worker's thread, with a descriptor that says when it has ended. */
typedef struct {
    Deliver *deliver;
    GThread *thread;
    int ended;
} WorkerThread;

static gpointer
work_and_tell(gpointer data)
{
    WorkerThread *one = data;
    const uint64_t value = 1;
    GError *error = deliver_work(one->deliver);

    if (write(one->ended, &value, sizeof value) < 0)
        log_event(G_LOG_LEVEL_CRITICAL, "a worker could not say that it ended", NULL);
    return error;
}

/* Until it is time to stop, or a worker has failed for good, or all have ended. */
static void
watch(const WorkerThread *threads, guint n, int stop_fd)
{
    g_autofree struct pollfd *wait = g_new0(struct pollfd, n + 1);
    guint alive = n;

    wait[n] = (struct pollfd){.fd = stop_fd, .events = POLLIN};
    for (guint i = 0; i < n; i++)
        wait[i] = (struct pollfd){.fd = threads[i].ended, .events = POLLIN};
    while (alive > 0 && wait[n].revents == 0) {
        if (poll(wait, n + 1, -1) < 0)
            continue;
        for (guint i = 0; i < n; i++)
            if (wait[i].fd >= 0 && wait[i].revents != 0) {
                wait[i].fd = -1;
                alive--;
                if (!threads[i].deliver->once)
                    return;
            }
    }
}

static gboolean
run_workers(Deliver *deliver, int stop_fd, GError **error)
{
    guint n = deliver->sessions;
    g_autofree WorkerThread *threads = g_new0(WorkerThread, n);
    const uint64_t value = 1;
    GError *first = NULL;

    deliver->wake_fd = eventfd(0, EFD_CLOEXEC);
    for (guint i = 0; i < n; i++) {
        threads[i] = (WorkerThread){.deliver = deliver, .ended = eventfd(0, EFD_CLOEXEC)};
        threads[i].thread = g_thread_new("deliver", work_and_tell, &threads[i]);
    }
    watch(threads, n, stop_fd);
    g_atomic_int_set(&deliver->stopping, 1);
    if (write(deliver->wake_fd, &value, sizeof value) < 0)
        log_event(G_LOG_LEVEL_CRITICAL, "could not wake the workers", NULL);
    recorder_hurry(deliver->recorder, LAST_PATIENCE_MS);
    for (guint i = 0; i < n; i++) {
        GError *failure = g_thread_join(threads[i].thread);
        if (first == NULL)
            first = failure;
        else
            g_clear_error(&failure);
        close(threads[i].ended);
    }
    close(deliver->wake_fd);
    if (first == NULL)
        return TRUE;
    g_propagate_error(error, first);
    return FALSE;
}

/* libESMTP gives back what it keeps of its messages when a session ends, 4 KB each. Without this
 * the C library returns it to the system each time, and asks anew for each page of it. */
static void
keep_memory(void)
{
#ifdef M_TRIM_THRESHOLD
    (void)mallopt(M_TRIM_THRESHOLD, MOST_KEPT);
#endif
}

static gboolean
run(const Settings *settings, const char *state, int stop_fd, gboolean once, GError **error)
{
    g_autoptr(Store) store = store_open(settings, state, STORE_ENGINE, error);

    if (store == NULL || !role_drop_privileges(settings, error))
        return FALSE;
    keep_memory();
    g_autoptr(Outlet) outlet = deliver_outlet(settings, error);
    if (outlet == NULL)
        return FALSE;
    g_autoptr(Providers) providers = providers_open(settings, error);
    if (providers == NULL)
        return FALSE;
    guint sessions = (guint)settings_number(settings, SETTING_MAIL_SESSIONS);
    if (outlet->most_sessions > 0)
        sessions = MIN(sessions, outlet->most_sessions);
    Deliver deliver = {
        .settings = settings,
        .state = state,
        .outlet = outlet,
        .providers = providers,
        .sessions = sessions,
        .recorder = recorder_new(settings, state, g_steal_pointer(&store), sessions, outlet),
        .line = line_new(settings, state),
        .log_level = *settings_text(settings, SETTING_LOG_DELIVERIES) == 'i' ? G_LOG_LEVEL_INFO
                                                                             : G_LOG_LEVEL_DEBUG,
        .once = once};
    if (!once)
        role_ready("deliver", NULL);
    gboolean good = run_workers(&deliver, stop_fd, error);
    line_free(deliver.line);
    return recorder_stop(deliver.recorder, good ? error : NULL) && good;
}

gboolean
serve_deliver_run(const Settings *settings, const char *state, int stop_fd, GError **error)
{
    return run(settings, state, stop_fd, FALSE, error);
}

gboolean
serve_deliver_once(const Settings *settings, const char *state, int stop_fd, GError **error)
{
    return run(settings, state, stop_fd, TRUE, error);
}
