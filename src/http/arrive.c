/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrive - connections handed to the threads evenly; see arrive.h */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib-unix.h>

#include "http/arrive.h"

enum {
    PAUSE_MS = 20 /* while there is no room for another connection, or no descriptor */
};

struct HttpArrivals {
    int fd;
    int stop[2];
    struct MHD_Daemon *const *daemons;
    guint n_daemons;
    guint most;
    guint next; /* whose turn it is where several have as few */
    GThread *thread;
};

/* The daemon with the fewest connections; NULL where all are full. What was given to one a moment
 * ago may not count yet: turns keep those even that arrive together. */
static struct MHD_Daemon *
find_room(HttpArrivals *arrivals)
{
    struct MHD_Daemon *best = NULL;
    guint fewest = arrivals->most;

    for (guint i = 0; i < arrivals->n_daemons; i++) {
        struct MHD_Daemon *daemon = arrivals->daemons[(arrivals->next + i) % arrivals->n_daemons];
        const union MHD_DaemonInfo *info =
            MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
        if (info->num_connections < fewest) {
            fewest = info->num_connections;
            best = daemon;
        }
    }
    return best;
}

/* Whether there may be more at once. */
static gboolean
take_one(HttpArrivals *arrivals, gboolean *full)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    struct MHD_Daemon *daemon = find_room(arrivals);

    *full = daemon == NULL;
    if (*full)
        return FALSE;
    int fd =
        accept4(arrivals->fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        *full = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
        return errno == EINTR || errno == ECONNABORTED;
    }
    arrivals->next++;
    MHD_add_connection(daemon, fd, (struct sockaddr *)&address, size); /* closes what it refuses */
    return TRUE;
}

static gpointer
accept_all(gpointer data)
{
    HttpArrivals *arrivals = data;
    gboolean full = FALSE;

    for (;;) {
        struct pollfd wait[] = {{.fd = arrivals->stop[0], .events = POLLIN},
                                {.fd = full ? -1 : arrivals->fd, .events = POLLIN}};
        if (poll(wait, G_N_ELEMENTS(wait), full ? PAUSE_MS : -1) < 0 && errno != EINTR)
            g_usleep(PAUSE_MS * 1000);
        if (wait[0].revents != 0)
            return NULL;
        while (take_one(arrivals, &full))
            ;
    }
}

HttpArrivals *
http_arrivals_start(int fd, struct MHD_Daemon *const *daemons, guint n_daemons, guint most)
{
    HttpArrivals *arrivals = g_new0(HttpArrivals, 1);

    arrivals->fd = fd;
    arrivals->daemons = daemons;
    arrivals->n_daemons = n_daemons;
    arrivals->most = most;
    /* One that gave up before it was accepted must not hold the others up. */
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0 ||
        !g_unix_open_pipe(arrivals->stop, FD_CLOEXEC, NULL)) {
        g_free(arrivals);
        return NULL;
    }
    arrivals->thread = g_thread_new("http-arrive", accept_all, arrivals);
    return arrivals;
}

void
http_arrivals_stop(HttpArrivals *arrivals)
{
    if (arrivals == NULL)
        return;
    close(arrivals->stop[1]);
    g_thread_join(arrivals->thread);
    close(arrivals->stop[0]);
    g_free(arrivals);
}
