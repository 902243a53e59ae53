/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cluster-inside - what making the private server shares with starting and stopping it
 */
#pragma once

#include "store/cluster.h"

struct Cluster {
    char *directory; /* STATE/postgresql */
    char *data;
    char *log;
    char *programs;
    int lock;
    int users;
    guint uid;
    guint gid;
};

/* Runs a program of PostgreSQL (`arguments[0]` by its bare name) as the unprivileged user and waits
 * for it; `what` it was to do is told when it fails. */
gboolean cluster_run(Cluster *cluster, const char *const *arguments, const char *what,
                     GError **error);

/* The directory and all above it, given to the unprivileged user. */
gboolean cluster_make_directory(Cluster *cluster, GError **error);

/* A new server beside its place, then moved there. The lock is held. */
gboolean cluster_make_files(Cluster *cluster, GError **error);

/* Where it listens and how much it takes; written anew at each start. */
gboolean cluster_write_settings(Cluster *cluster, GError **error);

/* Roles and the database, in a server that runs; what is there stays. */
gboolean cluster_make_database(Cluster *cluster, GError **error);
