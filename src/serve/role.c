/* SPDX-License-Identifier: GPL-3.0-or-later */
/* role - what the processes behind "colporteur serve" have in common; see role.h */
#include "serve/role.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#if HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "base/error.h"
#include "base/log.h"
#include "store/cluster.h"

#include "serve/clock.h"
#include "serve/deliver.h"
#include "serve/hook.h"
#include "serve/lmtp.h"
#include "serve/settings-check.h"
#include "serve/stop.h"
#include "serve/web.h"

const Role roles[] = {{"lmtp", serve_lmtp_run}, {"deliver", serve_deliver_run},
                      {"web", serve_web_run},   {"clock", serve_clock_run},
                      {"hook", serve_hook_run}, {NULL, NULL}};

/* root's may not be looked into: libESMTP, which looks there for a certificate of ours, then speaks
 * no TLS at all. */
static void
change_home(uid_t uid)
{
    const struct passwd *user = getpwuid(uid);

    (void)g_setenv("HOME", user != NULL ? user->pw_dir : "/nonexistent", TRUE);
}

gboolean
role_drop_privileges(const Settings *settings, GError **error)
{
    guint uid, gid;

    if (geteuid() != 0)
        return TRUE;
    if (!cluster_user(settings, &uid, &gid, error))
        return FALSE;
    pid_t parent = getppid();
    if (setgroups(0, NULL) != 0 || setgid(gid) != 0 || setuid(uid) != 0)
        return fail(error, ERROR_REFUSED, "cannot become the unprivileged user: %s",
                    g_strerror(errno));
    change_home(uid);
    /* Linux forgets with the user that we wanted to hear of the supervisor's end. */
    if (g_getenv("COLPORTEUR_READY_FD") != NULL &&
        (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent))
        return fail(error, ERROR_TRY_LATER, "could not start: the supervisor has gone");
    return TRUE;
}

gboolean
role_may_reload(const RoleContext *context)
{
    g_autoptr(GError) error = NULL;

    if (!stop_is_reload())
        return FALSE;
    g_autoptr(Settings) next = settings_read(context->config, context->overrides, &error);
    if (next != NULL && settings_check(next, &error))
        return TRUE;
    log_event(G_LOG_LEVEL_WARNING, "goes on with the settings it has", "ERROR", error->message,
              "HINT", error_hint(error), NULL);
    stop_forget_reload();
    return FALSE;
}

void
role_ready(const char *name, const char *where)
{
    const char *fd = g_getenv("COLPORTEUR_READY_FD");
    gint64 number;

    log_event(G_LOG_LEVEL_INFO, "ready", "ROLE", name, "LISTEN", where, NULL);
    if (fd != NULL && g_ascii_string_to_signed(fd, 10, 3, 1000, &number, NULL)) {
        if (write((int)number, "1", 1) == 1)
            close((int)number);
        g_unsetenv("COLPORTEUR_READY_FD"); /* what we start has nothing to tell */
        return;
    }
#if HAVE_SYSTEMD
    sd_notify(0, "READY=1");
#endif
}
