/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command - find a command by the words that were typed; see command.h */
#include "base/error.h"
#include "base/nearest.h"

#include "cmd/command.h"

const Command *
command_find(const char *noun, const char *verb, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    gboolean noun_known = FALSE;

    for (const Command *c = commands; c->noun != NULL; c++) {
        if (!g_str_equal(c->noun, noun))
            continue;
        noun_known = TRUE;
        if (c->verb == NULL || g_strcmp0(c->verb, verb) == 0)
            return c;
    }
    for (const Command *c = commands; c->noun != NULL; c++)
        if (!noun_known || g_str_equal(c->noun, noun))
            g_ptr_array_add(names, (gpointer)(noun_known ? c->verb : c->noun));
    g_ptr_array_add(names, NULL);
    if (noun_known && verb == NULL)
        fail(error, ERROR_BAD_INPUT, "\"%s\" wants a verb", noun);
    else
        fail(error, ERROR_BAD_INPUT,
             noun_known ? "there is no command \"%s %s\"" : "there is no command \"%s\"", noun,
             verb);
    const char *nearest = nearest_name(noun_known ? verb != NULL ? verb : "" : noun,
                                       (const char *const *)names->pdata);
    if (nearest != NULL)
        fail_hint(error, "did you mean \"%s%s%s\"?", noun_known ? noun : "", noun_known ? " " : "",
                  nearest);
    else if (noun_known) {
        g_autofree char *verbs = g_strjoinv(", ", (char **)names->pdata);
        fail_hint(error, "it is one of: %s", verbs);
    } else
        fail_hint(error, "colporteur --help lists them");
    return NULL;
}

char *
command_name(const Command *command)
{
    return g_strjoin(" ", command->noun, command->verb, NULL);
}

static gboolean
is_given(const GOptionEntry *option)
{
    switch (option->arg) {
    case G_OPTION_ARG_NONE:
        return *(const gboolean *)option->arg_data;
    case G_OPTION_ARG_INT:
        return *(const gint *)option->arg_data != -1;
    default:
        return *(void *const *)option->arg_data != NULL;
    }
}

gboolean
command_check_given(const char *name, const GOptionEntry *options, GError **error)
{
    for (; options->long_name != NULL; options++)
        if (is_given(options))
            return TRUE;
    fail(error, ERROR_BAD_INPUT, "there is nothing to set");
    return fail_hint(error, "colporteur %s --help shows what there is", name);
}
