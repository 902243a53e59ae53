/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command - mail to a list's robot */
#pragma once

#include "list/incoming.h"

/* LIST-request@: does the commands that the mail holds (list/command-read.h) for its author and
 * answers once, in the author's language, or in that of the words for who is not known. A mail
 * without any goes to the owners, and its author is told so with what the robot understands.
 * LIST-join@ is the command to subscribe, whatever the mail says. What has no author that could be
 * answered is held for the owners. ERROR_REFUSED for a null sender and an automatic mail;
 * ERROR_TRY_LATER when the robot has had too much to write; those of the store. */
gboolean command_receive(Store *store, const Settings *settings, const ListAddress *address,
                         const char *sender, GBytes *raw, GError **error);
