/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * role - what the processes behind "colporteur serve" have in common
 *
 * A role opens what needs rights (sockets, the private server), drops root's rights, says that it
 * is ready, works until `stop_fd` is readable, finishes what it holds, and returns. Roles share
 * nothing but PostgreSQL.
 */
#pragma once

#include "base/settings.h"

typedef gboolean (*RoleFunction)(const Settings *settings, const char *state, int stop_fd,
                                 GError **error);

typedef struct {
    const char *name; /* "lmtp" */
    RoleFunction run;
} Role;

/* The table, closed by a NULL name. */
extern const Role roles[];

/* Gives up root's rights for those of the unprivileged user; nothing to do for anybody else. */
gboolean role_drop_privileges(const Settings *settings, GError **error);

/* Logs that the role is ready (`where` it listens, or NULL) and tells systemd or the supervisor. */
void role_ready(const char *name, const char *where);

typedef struct {
    const Settings *settings;
    const char *config;           /* the file they are from; NULL: none */
    const char *const *overrides; /* words of --set; NULL: none */
    const char *state;
    const char *const *options; /* what makes another process see the same, NULL-terminated */
} RoleContext;

/* Whether a SIGHUP that asked for a new start may have it: the settings can be read. When they
 * cannot, that is logged, and it is as if SIGHUP had not come. */
gboolean role_may_reload(const RoleContext *context);

/* Starts every role as a process of its own (this program, options... serve NAME), starts again the
 * one that dies, until stop_fd is readable; then stops them all, unless role_may_reload() says no.
 */
gboolean role_supervise(const RoleContext *context, int stop_fd, GError **error);
