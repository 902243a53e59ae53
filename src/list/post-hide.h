/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-hide - readers' own tokens taken out of a mail that is passed on */
#pragma once

#include "mime/mail.h"

/* The raw bytes of `mail`, with each letter of a token as "x" where it stands behind a page of
 * `site_url` (no final slash) that it opens, such as /u/ and /me/, as the subject of a mailto to a
 * list's -leave address, or in an address of the robot's that proves who writes. Nothing else is
 * altered, but the lines of a part in base64 that had one. A mail that is signed or encrypted, or
 * has such a mail attached, stays as it is. Doing it twice changes nothing. Linear in size; cannot
 * fail. Unref it. */
GBytes *post_hide_tokens(const Mail *mail, const char *site_url);
