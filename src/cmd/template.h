/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template - commands for the words and looks that a site may change */
#pragma once

#include "cmd/command.h"

extern const GOptionEntry cmd_template_check_options[];
extern const GOptionEntry cmd_template_list_options[];
extern const GOptionEntry cmd_template_preview_options[];

gboolean cmd_template_check(Call *call, GError **error);
gboolean cmd_template_list(Call *call, GError **error);
gboolean cmd_template_preview(Call *call, GError **error);

/* The directories that templates are looked for in, the site's own first. g_strfreev(). */
char **template_directories(const Settings *settings);

/* The names of all templates ("site/home", "mail/fr/welcome.txt"), sorted. g_ptr_array_unref(). */
GPtrArray *template_names(const char *const *directories);
