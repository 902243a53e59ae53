/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post - a body handed to a program over the web; no redirect is followed, nothing is kept */
#pragma once

#include <glib.h>

typedef struct {
    const char *const *headers; /* "Name: value", NULL-terminated */
    guint timeout;              /* seconds */
    gboolean allow_private;     /* loopback and private networks too */
    const char *agent;          /* User-Agent */
} PostSettings;

/* TRUE when it was taken: any 2xx. ERROR_REFUSED: into a private network; ERROR_BAD_INPUT: no
 * address; ERROR_TRY_LATER: anything else, which the message says. */
gboolean post_body(const char *url, const char *body, const PostSettings *settings, GError **error);
