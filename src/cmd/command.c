/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command - find a command by the words that were typed; see command.h */
#include "cmd/command.h"

#include <string.h>

#include "base/error.h"
#include "base/nearest.h"

#include "cmd/help.h"

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
        fail(error, ERROR_WRONG_USE, "\"%s\" wants a verb", noun);
    else
        fail(error, ERROR_WRONG_USE,
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

char *
command_usage(const Command *command)
{
    GString *usage = g_string_new(command->noun);

    if (command->verb != NULL)
        g_string_append_printf(usage, " %s", command->verb);
    if (command->options != NULL)
        g_string_append(usage, " [OPTION...]");
    if (command->arguments != NULL)
        g_string_append_printf(usage, " %s", command->arguments);
    return g_string_free(usage, FALSE);
}

static void
add_long_names(GPtrArray *names, const GOptionEntry *options)
{
    for (const GOptionEntry *o = options; o != NULL && o->long_name != NULL; o++)
        g_ptr_array_add(names, (gpointer)o->long_name);
}

gboolean
command_fail_options(const Command *command, const GError *reason, GError **error)
{
    const char *word = strstr(reason->message, " --");
    g_autofree char *name = command != NULL ? command_name(command) : NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    fail(error, ERROR_WRONG_USE, "%s", reason->message);
    if (g_error_matches(reason, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION) && word != NULL) {
        g_autofree char *typed = g_strndup(word + 3, strcspn(word + 3, "="));
        if (command != NULL)
            add_long_names(names, command->options);
        add_long_names(names, help_global_options);
        g_ptr_array_add(names, NULL);
        const char *nearest = nearest_name(typed, (const char *const *)names->pdata);
        if (nearest != NULL)
            return fail_hint(error, "did you mean \"--%s\"?", nearest);
    }
    if (name == NULL)
        return fail_hint(error, "colporteur --help lists the options that come before a command");
    return fail_hint(error, "colporteur %s --help shows its options", name);
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
