/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help - what the command table says of itself, as help, manual page and completion */
#include "cmd/help.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

static char *format;

const GOptionEntry cmd_help_options[] = {{"format", 0, 0, G_OPTION_ARG_STRING, &format,
                                          "text, man, bash, settings-man or settings-sample",
                                          "FORMAT"},
                                         {0}};

const GOptionEntry help_global_options[] = {
    {"config", 'c', 0, G_OPTION_ARG_FILENAME, NULL, "settings file", "FILE"},
    {"state", 's', 0, G_OPTION_ARG_FILENAME, NULL, "state directory", "DIR"},
    {"set", 0, 0, G_OPTION_ARG_STRING, NULL, "one setting, over the file's", "GROUP.KEY=VALUE"},
    {"help", 'h', 0, G_OPTION_ARG_NONE, NULL, "show help, also of one command", NULL},
    {"version", 0, 0, G_OPTION_ARG_NONE, NULL, "show the version", NULL},
    {0}};

static char *
option_words(const GOptionEntry *option)
{
    GString *words = g_string_new(NULL);

    if (option->short_name != 0)
        g_string_append_printf(words, "-%c, ", option->short_name);
    g_string_append_printf(words, "--%s", option->long_name);
    if (option->arg_description != NULL)
        g_string_append_printf(words, "=%s", option->arg_description);
    return g_string_free(words, FALSE);
}

static void
append_options(GString *out, const GOptionEntry *options)
{
    for (const GOptionEntry *o = options; o != NULL && o->long_name != NULL; o++) {
        g_autofree char *words = option_words(o);
        g_string_append_printf(out, "  %-30s %s\n", words, o->description);
    }
}

void
help_overview(GString *out)
{
    g_string_append(out, "usage: colporteur [OPTION...] COMMAND [ARGUMENT...]\n");
    for (const Command *c = commands; c->noun != NULL; c++) {
        g_autofree char *name = command_name(c);
        if (c->heading != NULL)
            g_string_append_printf(out, "\n%s\n", c->heading);
        g_string_append_printf(out, "  %-25s %s\n", name, c->summary);
    }
    g_string_append(out, "\nOptions of every command:\n");
    append_options(out, help_global_options);
    g_string_append(out, "\ncolporteur COMMAND --help says more of one command.\n");
}

void
help_noun(GString *out, const char *noun)
{
    g_string_append_printf(out, "usage: colporteur %s VERB [ARGUMENT...]\n\n", noun);
    for (const Command *c = commands; c->noun != NULL; c++)
        if (g_str_equal(c->noun, noun)) {
            g_autofree char *usage = command_usage(c);
            g_string_append_printf(out, "  colporteur %s\n      %s\n", usage, c->summary);
        }
}

void
help_command(GString *out, const Command *command)
{
    g_autofree char *usage = command_usage(command);

    g_string_append_printf(out, "usage: colporteur %s\n\n%c%s.\n", usage,
                           g_ascii_toupper(command->summary[0]), command->summary + 1);
    if (command->options != NULL) {
        g_string_append(out, "\nOptions:\n");
        append_options(out, command->options);
    }
}

/* roff takes a bare hyphen for a hyphen and a backslash for its own. */
static void
append_man_text(GString *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if (*p == '-' || *p == '\\')
            g_string_append(out, *p == '-' ? "\\-" : "\\e");
        else
            g_string_append_c(out, *p);
}

static void
append_man_options(GString *out, const GOptionEntry *options)
{
    for (const GOptionEntry *o = options; o != NULL && o->long_name != NULL; o++) {
        g_autofree char *words = option_words(o);
        g_string_append(out, ".TP\n.B ");
        append_man_text(out, words);
        g_string_append_c(out, '\n');
        append_man_text(out, o->description);
        g_string_append_c(out, '\n');
    }
}

static void
append_manual(GString *out)
{
    g_string_append(out, ".TH COLPORTEUR 1\n.SH NAME\ncolporteur \\- mailing lists and newsletters "
                         "by territory and interest\n.SH SYNOPSIS\n.B colporteur\n[OPTION...] "
                         "COMMAND [ARGUMENT...]\n.SH OPTIONS\n");
    append_man_options(out, help_global_options);
    g_string_append(out, ".SH COMMANDS\n");
    for (const Command *c = commands; c->noun != NULL; c++) {
        g_autofree char *usage = command_usage(c);
        if (c->heading != NULL)
            g_string_append_printf(out, ".SS %s\n", c->heading);
        g_string_append(out, ".TP\n.B ");
        append_man_text(out, usage);
        g_string_append_c(out, '\n');
        append_man_text(out, c->summary);
        g_string_append(out, ".\n");
        if (c->options != NULL) {
            g_string_append(out, ".RS\n");
            append_man_options(out, c->options);
            g_string_append(out, ".RE\n");
        }
    }
    g_string_append(out, ".SH EXIT STATUS\nThose of sysexits.h: 0 done, 64 wrong use, 65 wrong "
                         "input, 67 no such thing, 70 a mistake of colporteur's, 73 exists already "
                         "or has changed, 74 not all of the output could be written, 75 may "
                         "work later, 77 not allowed, 78 wrong settings.\n"
                         ".SH SEE ALSO\n.BR colporteur.conf (5),\n.BR colporteur-edition (5),\n"
                         ".BR colporteur-api (7),\n.BR colporteur-archive (7),\n"
                         ".BR colporteur-audience (7),\n.BR colporteur-coordinator (7),\n"
                         ".BR colporteur-import (7),\n.BR colporteur-list (7),\n"
                         ".BR colporteur-policy (7)\n");
}

static void
append_completion(GString *out)
{
    const char *noun = "";

    g_string_append(out, "# bash completion of colporteur, made from its own command table\n"
                         "_colporteur() {\n"
                         "  local cur=${COMP_WORDS[COMP_CWORD]} words=() w skip=\n"
                         "  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                         "    if [ -n \"$skip\" ]; then skip=; continue; fi\n"
                         "    case $w in --config|--state|--set|-c|-s) skip=1 ;; -*) ;; "
                         "*) words+=(\"$w\") ;; esac\n"
                         "  done\n  case \"${words[*]:0:2}\" in\n");
    for (const Command *c = commands; c->noun != NULL; c++) {
        g_autofree char *name = command_name(c);
        g_string_append_printf(out, "    \"%s\"", name);
        if (c->verb == NULL) /* the second word is its first argument */
            g_string_append_printf(out, "|\"%s \"*", name);
        g_string_append(out, ") COMPREPLY=($(compgen -f -W \"--help");
        for (const GOptionEntry *o = c->options; o != NULL && o->long_name != NULL; o++)
            g_string_append_printf(out, " --%s", o->long_name);
        g_string_append(out, "\" -- \"$cur\")) ;;\n");
    }
    for (const Command *c = commands; c->noun != NULL; c++) {
        if (c->verb == NULL || g_str_equal(noun, c->noun))
            continue;
        noun = c->noun;
        g_string_append_printf(out, "    \"%s\") COMPREPLY=($(compgen -W \"", noun);
        for (const Command *v = commands; v->noun != NULL; v++)
            if (g_str_equal(v->noun, noun))
                g_string_append_printf(out, "%s ", v->verb);
        g_string_append(out, "\" -- \"$cur\")) ;;\n");
    }
    g_string_append(out,
                    "    \"\") COMPREPLY=($(compgen -W \"--config --state --set --help --version");
    noun = "";
    for (const Command *c = commands; c->noun != NULL; c++)
        if (!g_str_equal(noun, c->noun)) {
            noun = c->noun;
            g_string_append_printf(out, " %s", noun);
        }
    g_string_append(out, "\" -- \"$cur\")) ;;\n  esac\n}\ncomplete -F _colporteur colporteur\n");
}

static gboolean
has_verbs(const char *noun)
{
    for (const Command *c = commands; c->noun != NULL; c++)
        if (g_str_equal(c->noun, noun))
            return c->verb != NULL;
    return FALSE;
}

/* "help list" and "help list create", as with --help behind them. */
static gboolean
help_words(GString *out, char *const *words, GError **error)
{
    if (words[1] == NULL && has_verbs(words[0])) {
        help_noun(out, words[0]);
        return TRUE;
    }
    const Command *command = command_find(words[0], words[1], error);
    if (command != NULL)
        help_command(out, command);
    return command != NULL;
}

gboolean
cmd_help(Call *call, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (call->n_arguments > 0) {
        if (!help_words(out, call->arguments, error))
            return FALSE;
    } else if (format == NULL || g_str_equal(format, "text"))
        help_overview(out);
    else if (g_str_equal(format, "man"))
        append_manual(out);
    else if (g_str_equal(format, "bash"))
        append_completion(out);
    else if (g_str_equal(format, "settings-man"))
        settings_manual(out);
    else if (g_str_equal(format, "settings-sample"))
        settings_sample(out);
    else {
        fail(error, ERROR_WRONG_USE, "unknown format \"%s\"", format);
        return fail_hint(error, "it is one of: text, man, bash, settings-man, settings-sample");
    }
    fputs(out->str, stdout);
    return TRUE;
}
