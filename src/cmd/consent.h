/* SPDX-License-Identifier: GPL-3.0-or-later */
/* consent - commands of what people agreed to */
#pragma once

#include "cmd/command.h"

gboolean cmd_consent_list(Call *call, GError **error);
gboolean cmd_consent_text(Call *call, GError **error);

extern const GOptionEntry cmd_consent_list_options[];
extern const GOptionEntry cmd_consent_text_options[];
