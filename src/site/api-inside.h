/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api-inside - one request of a program on its way; only the files api*.c know it */
#pragma once

#include "site/api-body.h"
#include "site/api.h"

/* Every function that answers a request by itself returns TRUE. */
typedef struct Api Api;
struct Api {
    Visit *visit;
    Store *store; /* may write: each request is counted */
    const char *token;
    const char *key; /* Idempotency-Key, or NULL */
    gint32 most;
    gint64 after;
    gint32 limit;
    const char *word; /* the path's segment where the table says so: a list, */
    gint64 number;    /* or a number */
    JsonObject *body; /* of what changes something; an empty one where none was sent */
    gboolean (*answer)(const Api *api, GError **error);
};

gboolean api_problem(Visit *visit, guint status, const char *detail);

/* What the database answers: the status, and JSON or, from 400 on, the detail (may be ""). */
gboolean api_send(const Api *api, gint32 status, const char *body);

/* Answers as the first request with this key was answered, or answers and keeps it: api->answer in
 * one transaction with what it does. */
gboolean api_once(const Api *api, GError **error);

/* --- what changes something: api-people.c, api-contribution.c --- */

gboolean api_post_subscriber(const Api *api, GError **error);
gboolean api_patch_subscriber(const Api *api, GError **error);
gboolean api_patch_subscription(const Api *api, GError **error);
gboolean api_post_leave(const Api *api, GError **error);
gboolean api_post_contribution(const Api *api, GError **error);
gboolean api_post_accept(const Api *api, GError **error);
gboolean api_post_decline(const Api *api, GError **error);
