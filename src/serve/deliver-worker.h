/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver-worker - one session's thread of the deliver role */
#pragma once

#include "base/settings.h"
#include "mailing/provider.h"
#include "serve/deliver-line.h"
#include "serve/recorder.h"
#include "wire/outlet.h"

/* What the workers of one role share. All of it outlives them. */
typedef struct {
    const Settings *settings;
    const char *state;
    Outlet *outlet;
    Recorder *recorder;
    Line *line;
    Providers *providers;
    guint sessions;           /* how many workers there are */
    GLogLevelFlags log_level; /* of a delivery that was sent */
    gint n_workers;           /* atomic: started so far */
    gboolean once;            /* end when nothing is due, or at the first trouble with the server */
    int wake_fd;              /* readable, for good, once `stopping` */
    gint stopping;            /* atomic */
} Deliver;

/* Works until told to stop. Returns NULL, or the GError that ended it. For g_thread_new(). */
gpointer deliver_work(gpointer deliver);

/* The outlet that the settings ask for. ERROR_BAD_INPUT when they make no sense. */
Outlet *deliver_outlet(const Settings *settings, GError **error);
