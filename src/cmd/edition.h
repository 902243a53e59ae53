/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition - commands for newsletters */
#pragma once

#include "news/edition.h"

#include "cmd/command.h"

extern const GOptionEntry cmd_edition_ask_options[];
extern const GOptionEntry cmd_edition_cancel_options[];
extern const GOptionEntry cmd_edition_check_options[];
extern const GOptionEntry cmd_edition_compose_options[];
extern const GOptionEntry cmd_edition_failures_options[];
extern const GOptionEntry cmd_edition_diff_options[];
extern const GOptionEntry cmd_edition_list_options[];
extern const GOptionEntry cmd_edition_preview_options[];
extern const GOptionEntry cmd_edition_resend_options[];
extern const GOptionEntry cmd_edition_schedule_options[];
extern const GOptionEntry cmd_edition_send_options[];
extern const GOptionEntry cmd_edition_stats_options[];
extern const GOptionEntry cmd_edition_status_options[];

gboolean cmd_edition_new(Call *call, GError **error);
gboolean cmd_edition_list(Call *call, GError **error);
gboolean cmd_edition_compose(Call *call, GError **error);
gboolean cmd_edition_check(Call *call, GError **error);
gboolean cmd_edition_diff(Call *call, GError **error);
gboolean cmd_edition_preview(Call *call, GError **error);
gboolean cmd_edition_test(Call *call, GError **error);
gboolean cmd_edition_ask(Call *call, GError **error);
gboolean cmd_edition_send(Call *call, GError **error);
gboolean cmd_edition_schedule(Call *call, GError **error);
gboolean cmd_edition_unschedule(Call *call, GError **error);
gboolean cmd_edition_pause(Call *call, GError **error);
gboolean cmd_edition_resume(Call *call, GError **error);
gboolean cmd_edition_cancel(Call *call, GError **error);
gboolean cmd_edition_stats(Call *call, GError **error);
gboolean cmd_edition_failures(Call *call, GError **error);
gboolean cmd_edition_resend(Call *call, GError **error);
gboolean cmd_edition_status(Call *call, GError **error);

/* What "edition check" finds without following links, a line each on standard error. FALSE where an
 * error keeps the edition from going, unless it is forced. */
gboolean edition_check_before(Call *call, const Edition *edition, gboolean forced, GError **error);
