/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stop - SIGTERM, SIGINT and SIGHUP as a descriptor to poll; see stop.h */
#include "serve/stop.h"

#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static volatile sig_atomic_t end;
static volatile sig_atomic_t reload;
static int descriptor = -1;

static void
on_signal(int number)
{
    const uint64_t one = 1;

    if (number == SIGHUP)
        reload = 1;
    else
        end = 1;
    /* Nothing useful can be done about a failure inside a signal handler. */
    if (write(descriptor, &one, sizeof one) < 0)
        return;
}

static void
block_reload(int how)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(how, &set, NULL);
}

int
stop_open(void)
{
    const struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

    if (descriptor >= 0)
        return descriptor;
    descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    block_reload(SIG_UNBLOCK);
    return descriptor;
}

void
stop_hold_reload(void)
{
    block_reload(SIG_BLOCK);
}

gboolean
stop_is_asked(void)
{
    return end != 0 || reload != 0;
}

gboolean
stop_is_reload(void)
{
    return reload != 0;
}

void
stop_forget_reload(void)
{
    uint64_t count;

    reload = 0;
    /* Whoever polls asks stop_is_asked() too: an end that is drained here is not lost. */
    while (read(descriptor, &count, sizeof count) > 0)
        continue;
}
