/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cluster - the private PostgreSQL server in the state directory
 *
 * Made by initdb when the schema is made, reached through a Unix socket in the state directory
 * only, run as an unprivileged user even when root starts it. Whoever uses it holds a shared lock;
 * the last one out stops it. Two commands that start it at once wait for each other.
 */
#pragma once

#include "base/settings.h"

typedef struct Cluster Cluster;

/* Starts it if it does not run, and holds it. ERROR_CONFLICT when there is none: nothing is made
 * then, not even the directory. */
Cluster *cluster_hold(const Settings *settings, const char *state, GError **error);

/* Makes it, and the way to it, if there is none. Errors as cluster_hold(). */
gboolean cluster_make(const Settings *settings, const char *state, GError **error);

/* Lets go; stops the server when nobody else holds it. Accepts NULL. */
void cluster_release(Cluster *cluster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cluster, cluster_release)

/* Directory of its socket, for libpq's "host". Owned by the cluster. */
const char *cluster_socket_directory(const Cluster *cluster);

/* Makes the database role of a coordinator, unless it is there. Errors as store_open(). */
gboolean cluster_make_coordinator(const Cluster *cluster, const char *name, GError **error);

/* The unprivileged user that the settings name or that exists here, for whoever must drop root's
 * rights: `uid` and `gid`. ERROR_SETTINGS when there is none. */
gboolean cluster_user(const Settings *settings, guint *uid, guint *gid, GError **error);
