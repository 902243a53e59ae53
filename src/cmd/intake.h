/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake - mails that were accepted and are not filed yet */
#pragma once

#include "cmd/command.h"
#include "list/list.h"

gboolean cmd_intake_list(Call *call, GError **error);
gboolean cmd_intake_show(Call *call, GError **error);
gboolean cmd_intake_retry(Call *call, GError **error);
gboolean cmd_intake_drop(Call *call, GError **error);

/* Says on standard error how many mails to `list` (NULL: to all) were accepted and are not filed
 * yet, and `what` becomes of them; nothing where there are none, or where the caller may not know.
 */
gboolean intake_tell(Call *call, const List *list, const char *what, GError **error);

extern const GOptionEntry cmd_intake_list_options[];
extern const GOptionEntry cmd_intake_drop_options[];
