/* SPDX-License-Identifier: GPL-3.0-or-later */
/* taken-out - what stands in place of an attachment that readers do not get */
#pragma once

#include "base/settings.h"
#include "mime/mail.h"

#include "list/list.h"

/* What it was, and where it is: `link`, the page of its mail, or NULL. In `language`, without a
 * line end; template mail/LANGUAGE/stripped.txt. NULL, logged, where that is missing or broken.
 * Free with g_free(). */
char *taken_out_words(const Settings *settings, const List *list, const char *language,
                      const MailPart *part, const char *link);
