/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - keep what comes back, byte for byte, before anybody judges it */
#include "mailing/bounce.h"

#include "store/query.h"

gboolean
bounce_receive(Store *store, gint64 mailing, gint64 recipient, GBytes *raw, GError **error)
{
    return mailing_bounce_insert(store, mailing, recipient, raw, NULL, error);
}
