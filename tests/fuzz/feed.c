/* SPDX-License-Identifier: GPL-3.0-or-later */
/* feed - any bytes are a feed within its bounds or one error */
#include <stdint.h>
#include <string.h>

#include "feed/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Feed) feed = feed_read((const char *)data, size, &error);

    g_assert_true((feed != NULL) != (error != NULL));
    if (feed == NULL)
        return 0;
    g_assert_cmpuint(feed->items->len, <=, FEED_ITEMS_MAX);
    for (guint i = 0; i < feed->items->len; i++) {
        const FeedItem *item = feed->items->pdata[i];
        g_assert_true(*item->guid != '\0');
        g_assert_true(*item->link == '\0' || g_str_has_prefix(item->link, "http"));
        g_assert_true(g_utf8_validate(item->title, -1, NULL));
        g_assert_true(g_utf8_validate(item->html, -1, NULL));
        g_assert_null(strpbrk(item->title, "\n\r\t"));
    }
    return 0;
}
