/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive - commands of the archive */
#pragma once

#include "cmd/command.h"

gboolean cmd_archive_import(Call *call, GError **error);
gboolean cmd_archive_export(Call *call, GError **error);
gboolean cmd_archive_rethread(Call *call, GError **error);
gboolean cmd_archive_old_urls(Call *call, GError **error);
gboolean cmd_archive_split(Call *call, GError **error);
gboolean cmd_archive_join(Call *call, GError **error);
gboolean cmd_archive_hide(Call *call, GError **error);
gboolean cmd_archive_unhide(Call *call, GError **error);
gboolean cmd_archive_delete(Call *call, GError **error);
gboolean cmd_archive_redact(Call *call, GError **error);
gboolean cmd_archive_important(Call *call, GError **error);
gboolean cmd_archive_topics(Call *call, GError **error);
gboolean cmd_archive_search(Call *call, GError **error);
gboolean cmd_archive_sync(Call *call, GError **error);

extern const GOptionEntry cmd_archive_import_options[];
extern const GOptionEntry cmd_archive_export_options[];
extern const GOptionEntry cmd_archive_rethread_options[];
extern const GOptionEntry cmd_archive_old_urls_options[];
extern const GOptionEntry cmd_archive_split_options[];
extern const GOptionEntry cmd_archive_join_options[];
extern const GOptionEntry cmd_archive_hide_options[];
extern const GOptionEntry cmd_archive_unhide_options[];
extern const GOptionEntry cmd_archive_delete_options[];
extern const GOptionEntry cmd_archive_redact_options[];
extern const GOptionEntry cmd_archive_important_options[];
extern const GOptionEntry cmd_archive_topics_options[];
extern const GOptionEntry cmd_archive_search_options[];
extern const GOptionEntry cmd_archive_sync_options[];
