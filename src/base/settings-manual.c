/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings-manual - the table of settings as a sample file and as a manual page; see settings.h */
#include "base/settings-inside.h"

#include <string.h>

static void
append_wrapped(GString *out, const char *prefix, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    gsize column = 0;

    for (guint i = 0; words[i] != NULL; i++) {
        if (column == 0 || column + strlen(words[i]) > 78) {
            if (column > 0)
                g_string_append_c(out, '\n');
            g_string_append(out, prefix);
            column = strlen(prefix);
        } else {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, words[i]);
        column += strlen(words[i]);
    }
    g_string_append_c(out, '\n');
}

/* The help, and what values there are where it does not say so itself. */
static char *
description(const SettingRow *row)
{
    g_autofree char *allowed = setting_allowed(row);

    if (row->type == TEXT || row->type == URL)
        return g_strdup(row->help);
    return g_strdup_printf("%s %c%s.", row->help, g_ascii_toupper(*allowed), allowed + 1);
}

void
settings_sample(GString *out)
{
    const char *group = "";

    g_string_append(out,
                    "# Settings of Colporteur, with their defaults; see colporteur.conf(5).\n");
    for (const SettingRow *row = setting_rows; row < setting_rows + SETTING_COUNT; row++) {
        g_autofree char *text = description(row);
        g_autofree char *value = setting_default(row);
        if (!g_str_equal(group, row->group))
            g_string_append_printf(out, "\n[%s]\n", row->group);
        group = row->group;
        g_string_append(out, "\n");
        append_wrapped(out, "# ", text);
        g_string_append_printf(out, "#%s = %s\n", row->key, value);
    }
}

void
settings_manual(GString *out)
{
    const char *group = "";

    g_string_append(out,
                    ".TH COLPORTEUR.CONF 5\n.SH NAME\ncolporteur.conf \\- settings of colporteur\n"
                    ".SH DESCRIPTION\nGroups in brackets, then one \"key = value\" a line. "
                    "A line that begins with # is a comment.\nAn unknown group or key and a value "
                    "that cannot be are errors, told at the start of every command. What is left "
                    "out has its default.\n");
    for (const SettingRow *row = setting_rows; row < setting_rows + SETTING_COUNT; row++) {
        g_autofree char *text = description(row);
        g_autofree char *value = setting_default(row);
        if (!g_str_equal(group, row->group))
            g_string_append_printf(out, ".SH [%s]\n", row->group);
        group = row->group;
        g_string_append_printf(out, ".TP\n.B %s\n%s Default: %s.\n", row->key, text,
                               *value != '\0' ? value : "empty");
    }
    g_string_append(out, ".SH SEE ALSO\n.BR colporteur (1)\n");
}
