/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress - how far long work has come; see progress.h */
#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 30

struct Progress {
    const char *what;
    gint64 done;
    gint64 total;
    gint64 started;
    gint64 drawn;
    gboolean terminal;
};

Progress *
progress_start(const char *what, gint64 total)
{
    Progress *progress = g_new0(Progress, 1);

    progress->what = what;
    progress->total = total;
    progress->started = progress->drawn = g_get_monotonic_time();
    progress->terminal = isatty(STDERR_FILENO) == 1;
    return progress;
}

static void
draw(Progress *progress)
{
    double seconds = (double)(g_get_monotonic_time() - progress->started) / G_USEC_PER_SEC;
    double rate = seconds > 0 ? (double)progress->done / seconds : 0;
    char bar[BAR_WIDTH + 1] = "";

    if (progress->terminal && progress->total > 0) {
        int filled = (int)(BAR_WIDTH * MIN(progress->done, progress->total) / progress->total);
        for (int i = 0; i < BAR_WIDTH; i++)
            bar[i] = i < filled ? '#' : '.';
        fprintf(stderr, "\r[%s] ", bar);
    } else if (progress->terminal)
        fputc('\r', stderr);
    if (progress->total > 0)
        fprintf(stderr, "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " %s, %.0f/s", progress->done,
                progress->total, progress->what, rate);
    else
        fprintf(stderr, "%" G_GINT64_FORMAT " %s, %.0f/s", progress->done, progress->what, rate);
    fputs(progress->terminal ? "\033[K" : "\n", stderr);
    fflush(stderr);
}

void
progress_update(Progress *progress, gint64 done, gint64 total)
{
    gint64 now = g_get_monotonic_time();
    gint64 pause = progress->terminal ? G_USEC_PER_SEC / 10 : 10 * G_USEC_PER_SEC;

    progress->done = done;
    progress->total = total;
    if (now - progress->drawn < pause)
        return;
    progress->drawn = now;
    draw(progress);
}

void
progress_end(Progress *progress)
{
    if (progress == NULL)
        return;
    draw(progress);
    if (progress->terminal)
        fputc('\n', stderr);
    g_free(progress);
}
