/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-command - mail for the robot that was written to everybody */
#pragma once

#include "mime/mail.h"

/* Whether `mail` says nothing but a command, such as "unsubscribe" or "me désabonner svp", in body
 * or subject; `text` is what its author wrote, `list` the list's name. */
gboolean post_is_command(const Mail *mail, const char *text, const char *list);

/* What the author of a mail wrote themselves: without quoted lines and what follows "-- ". Of much
 * no more than its beginning, which tells that it is not empty. Free. */
char *post_own_text(const Mail *mail);
