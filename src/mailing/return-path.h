/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * return-path - the envelope sender of each copy: LIST-bounces+TOKEN@DOMAIN
 *
 * The token holds mailing and recipient and is authenticated (base/token.h), so that only who got
 * the copy can bounce it. The local part keeps to 64 octets (RFC 5321, 4.5.3.1.1) for a list's
 * name of 22 letters as long as mailing and recipient take 7 bytes together at 7 bits a byte: two
 * million mailings and 268 million subscribers.
 *
 * Recipient 0 stands for all of them: the return path of one copy sent to many.
 */
#pragma once

#include <glib.h>

#include "base/token.h"

/* The address, without < >. Free it. */
char *return_path_make(const TokenKeys *keys, const char *list_name, const char *domain,
                       gint64 mailing, gint64 recipient);

/* What stands between "+" and "@". ERROR_REFUSED for anything that was not made by us. */
gboolean return_path_read(const TokenKeys *keys, const char *token, gint64 *mailing,
                          gint64 *recipient, GError **error);
