/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve - start the roles, or one of them */
#pragma once

#include "cmd/command.h"

gboolean cmd_serve(Call *call, GError **error);
extern const GOptionEntry cmd_serve_options[];
gboolean cmd_deliver(Call *call, GError **error);
extern const GOptionEntry cmd_deliver_options[];
