/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve - start the roles, or one of them */
#include "cmd/serve.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "serve/deliver.h"
#include "serve/role.h"
#include "serve/stop.h"

static gboolean once;

const GOptionEntry cmd_serve_options[] = {
    {"once", 0, 0, G_OPTION_ARG_NONE, &once, "deliver only: send what is due now, then end", NULL},
    {0}};

/* The options that make another process of this program see what this one sees. */
static char **
options_of(const Call *call)
{
    GStrvBuilder *options = g_strv_builder_new();

    if (call->config != NULL)
        g_strv_builder_add_many(options, "--config", call->config, NULL);
    g_strv_builder_add_many(options, "--state", call->state, NULL);
    for (guint i = 0; call->overrides != NULL && call->overrides[i] != NULL; i++)
        g_strv_builder_add_many(options, "--set", call->overrides[i], NULL);
    char **all = g_strv_builder_end(options);
    g_strv_builder_unref(options);
    return all;
}

/* SIGHUP: the same command again reads the settings anew. */
static gboolean
start_again(const char *const *options, const char *name, GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();

    g_ptr_array_add(arguments, (gpointer) "colporteur");
    for (guint i = 0; options[i] != NULL; i++)
        g_ptr_array_add(arguments, (gpointer)options[i]);
    g_ptr_array_add(arguments, (gpointer) "serve");
    if (name != NULL)
        g_ptr_array_add(arguments, (gpointer)name);
    g_ptr_array_add(arguments, NULL);
    stop_hold_reload();
    execv("/proc/self/exe", (char **)arguments->pdata);
    return fail(error, ERROR_TRY_LATER, "could not start again: %s", g_strerror(errno));
}

/* One role, until it is to end or may start again. */
static gboolean
serve_role(const RoleContext *context, const char *name, int stop_fd, GError **error)
{
    const Role *role = roles;

    while (role->name != NULL && !g_str_equal(role->name, name))
        role++;
    if (role->name == NULL) {
        fail(error, ERROR_WRONG_USE, "there is no role \"%s\"", name);
        return fail_hint(error, "it is one of: lmtp, deliver, web, clock, hook; none starts all");
    }
    do
        if (!role->run(context->settings, context->state, stop_fd, error))
            return FALSE;
    while (stop_is_reload() && !role_may_reload(context) && !stop_is_asked());
    return TRUE;
}

gboolean
cmd_serve(Call *call, GError **error)
{
    g_auto(GStrv) options = options_of(call);
    const RoleContext context = {call->settings, call->config, call->overrides, call->state,
                                 (const char *const *)options};
    int stop_fd = stop_open();
    const char *name = call->n_arguments > 0 ? call->arguments[0] : NULL;
    gboolean was_root = geteuid() == 0;

    if (once && g_strcmp0(name, "deliver") != 0) {
        fail(error, ERROR_WRONG_USE, "only \"deliver\" can be served once");
        return fail_hint(error, "usage: colporteur serve deliver --once");
    }
    if (once)
        return serve_deliver_once(call->settings, call->state, stop_fd, error);
    if (name != NULL ? !serve_role(&context, name, stop_fd, error)
                     : !role_supervise(&context, stop_fd, error))
        return FALSE;
    if (!stop_is_reload())
        return TRUE;
    if (was_root && geteuid() != 0) {
        /* Without root's rights neither the settings nor a low port may be ours to open. */
        log_event(G_LOG_LEVEL_INFO, "ends on SIGHUP, to be started again by what started it",
                  "ROLE", name, NULL);
        return TRUE;
    }
    return start_again(context.options, name, error);
}
