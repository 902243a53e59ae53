/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * return-path - make and read the envelope sender of each copy
 *
 * One address a copy (VERP), so that a bounce says whom it is about whatever it looks like. RFC
 * 5321 4.5.3.1.1 and 4.5.5 are kept. A forged or damaged token does nothing: it is refused.
 */
#include "mailing/return-path.h"

char *
return_path_make(const TokenKeys *keys, const char *list_name, const char *domain, gint64 mailing,
                 gint64 recipient)
{
    gint64 numbers[] = {mailing, recipient};
    g_autofree char *token = token_make(keys, TOKEN_BOUNCE, numbers, G_N_ELEMENTS(numbers));

    return g_strconcat(list_name, "-bounces+", token, "@", domain, NULL);
}

gboolean
return_path_read(const TokenKeys *keys, const char *token, gint64 *mailing, gint64 *recipient,
                 GError **error)
{
    gint64 numbers[2];

    if (!token_read(keys, TOKEN_BOUNCE, token, numbers, G_N_ELEMENTS(numbers), error))
        return FALSE;
    *mailing = numbers[0];
    *recipient = numbers[1];
    return TRUE;
}
