/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-prepare - what a post says, as members get it */
#pragma once

#include "base/settings.h"
#include "mime/mail.h"

#include "list/list.h"

/* The raw bytes of `mail` (of CRLF lines) without readers' own tokens, with the attachments that
 * the policy strips replaced by where they are (`link`; NULL: they stay), and with the list's
 * footer (`footer`; "": none). What is signed or encrypted keeps its bytes. Cannot fail: what goes
 * wrong is logged and leaves the mail as it is. */
GBytes *post_prepare(const Settings *settings, const List *list, const Mail *mail,
                     const char *footer, const char *link);
