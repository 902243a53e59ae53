/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list - commands of lists and who is on them */
#pragma once

#include "cmd/command.h"

gboolean cmd_list_create(Call *call, GError **error);
gboolean cmd_list_list(Call *call, GError **error);
gboolean cmd_list_addresses(Call *call, GError **error);
gboolean cmd_list_show(Call *call, GError **error);
gboolean cmd_list_subscribe(Call *call, GError **error);
gboolean cmd_list_unsubscribe(Call *call, GError **error);
gboolean cmd_list_members(Call *call, GError **error);
gboolean cmd_list_audience(Call *call, GError **error);
gboolean cmd_list_explain(Call *call, GError **error);
gboolean cmd_list_policy(Call *call, GError **error);
gboolean cmd_list_prepare(Call *call, GError **error);
gboolean cmd_list_posting(Call *call, GError **error);
gboolean cmd_list_reading(Call *call, GError **error);
gboolean cmd_list_ban(Call *call, GError **error);
gboolean cmd_list_unban(Call *call, GError **error);
gboolean cmd_list_bans(Call *call, GError **error);
gboolean cmd_list_text(Call *call, GError **error);
gboolean cmd_list_doctor(Call *call, GError **error);
gboolean cmd_list_set(Call *call, GError **error);
gboolean cmd_list_close(Call *call, GError **error);
gboolean cmd_list_rename(Call *call, GError **error);
gboolean cmd_list_delete(Call *call, GError **error);

extern const GOptionEntry cmd_list_create_options[];
extern const GOptionEntry cmd_list_list_options[];
extern const GOptionEntry cmd_list_addresses_options[];
extern const GOptionEntry cmd_list_show_options[];
extern const GOptionEntry cmd_list_members_options[];
extern const GOptionEntry cmd_list_audience_options[];
extern const GOptionEntry cmd_list_explain_options[];
extern const GOptionEntry cmd_list_policy_options[];
extern const GOptionEntry cmd_list_prepare_options[];
extern const GOptionEntry cmd_list_reading_options[];
extern const GOptionEntry cmd_list_ban_options[];
extern const GOptionEntry cmd_list_unban_options[];
extern const GOptionEntry cmd_list_bans_options[];
extern const GOptionEntry cmd_list_text_options[];
extern const GOptionEntry cmd_list_doctor_options[];
extern const GOptionEntry cmd_list_set_options[];
extern const GOptionEntry cmd_list_close_options[];
extern const GOptionEntry cmd_list_delete_options[];
