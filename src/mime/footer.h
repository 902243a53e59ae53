/* SPDX-License-Identifier: GPL-3.0-or-later */
/* footer - a few lines put behind what a mail says */
#pragma once

#include "mime/mail.h"

/* The raw bytes of `mail` (of lines ended by CRLF) with `text` (UTF-8, lines ended by LF) behind
 * them: within a mail of plain text whose charset has its letters, else as a part of its own. A
 * mail that is signed or encrypted, a report of a mail server, and one whose structure is broken
 * stay as they are: a reference to the same bytes. Parts that were there keep theirs. */
GBytes *mail_add_footer(const Mail *mail, const char *text);
