/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door - lets connections in, to each thread of the library as many as to the others; see door.h */
#include "http/door.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define FULL_PAUSE_MS 5 /* until there may be room again, or descriptors */

struct HttpDoor {
    int fd;
    int closing; /* an eventfd */
    struct MHD_Daemon *daemon;
    HttpWatch *watch;
    GThread *thread;
};

int
http_door_dummy(void)
{
    struct sockaddr nameless = {.sa_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd >= 0 && (bind(fd, &nameless, sizeof(sa_family_t)) != 0 || listen(fd, 0) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* FALSE: nobody waits, or there is no room for who does. */
static gboolean
let_one_in(HttpDoor *door)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);

    if (!http_watch_expect(door->watch))
        return FALSE;
    int fd = accept4(door->fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    gboolean goes_on = fd >= 0 || errno == EINTR || errno == ECONNABORTED;
    /* The library closes it where one address has too many. */
    if (fd < 0 || !MHD_add_connection(door->daemon, fd, (struct sockaddr *)&address, size))
        http_watch_expect_no_more(door->watch);
    return goes_on;
}

static gpointer
keep_door(gpointer data)
{
    HttpDoor *door = data;
    struct pollfd wait[2] = {{.fd = door->closing, .events = POLLIN},
                             {.fd = door->fd, .events = POLLIN}};

    while (poll(wait, 2, -1) >= 0 || errno == EINTR) {
        if (wait[0].revents != 0)
            break;
        if (wait[1].revents == 0)
            continue;
        if (!let_one_in(door))
            poll(wait, 1, FULL_PAUSE_MS);
    }
    return NULL;
}

HttpDoor *
http_door_open(int fd, struct MHD_Daemon *daemon, HttpWatch *watch)
{
    int closing = eventfd(0, EFD_CLOEXEC);

    if (closing < 0)
        return NULL;
    HttpDoor *door = g_new0(HttpDoor, 1);
    *door = (HttpDoor){.fd = fd, .closing = closing, .daemon = daemon, .watch = watch};
    door->thread = g_thread_new("http-door", keep_door, door);
    return door;
}

void
http_door_close(HttpDoor *door)
{
    if (door == NULL)
        return;
    eventfd_write(door->closing, 1);
    g_thread_join(door->thread);
    close(door->closing);
    g_free(door);
}
