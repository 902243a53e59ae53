/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recipients - who was found to take mail a moment ago; see recipients.h */
#include "serve/recipients.h"

#define HOLDS ((gint64)G_USEC_PER_SEC)
#define MOST 1000

struct Recipients {
    GMutex mutex;
    GHashTable *noted; /* sender and recipient -> gint64, monotonic */
};

Recipients *
recipients_new(void)
{
    Recipients *recipients = g_new0(Recipients, 1);

    g_mutex_init(&recipients->mutex);
    recipients->noted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return recipients;
}

void
recipients_free(Recipients *recipients)
{
    g_hash_table_unref(recipients->noted);
    g_mutex_clear(&recipients->mutex);
    g_free(recipients);
}

/* No address has a line end in it. */
static char *
key_of(const char *sender, const char *recipient)
{
    return g_strconcat(sender, "\n", recipient, NULL);
}

void
recipients_note(Recipients *recipients, const char *sender, const char *recipient)
{
    gint64 now = g_get_monotonic_time();

    g_mutex_lock(&recipients->mutex);
    if (g_hash_table_size(recipients->noted) >= MOST)
        g_hash_table_remove_all(recipients->noted);
    g_hash_table_insert(recipients->noted, key_of(sender, recipient), g_memdup2(&now, sizeof now));
    g_mutex_unlock(&recipients->mutex);
}

gboolean
recipients_knows(Recipients *recipients, const char *sender, const char *recipient)
{
    g_autofree char *key = key_of(sender, recipient);

    g_mutex_lock(&recipients->mutex);
    const gint64 *noted = g_hash_table_lookup(recipients->noted, key);
    gboolean known = noted != NULL && g_get_monotonic_time() - *noted < HOLDS;
    g_mutex_unlock(&recipients->mutex);
    return known;
}
