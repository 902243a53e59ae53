/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-feed - a WireFeed from an array, which remembers how each envelope was settled */
#include <string.h>

#include "lib/test-feed.h"
#include "lib/test-tls.h"

/* What an envelope points to, kept until the test ends and filled with rubbish once settled, so
 * that a use after settling shows. */
typedef struct {
    const char *recipients[2];
    WireSegment segments[3];
    char *text;
    gsize size;
} Held;

static gboolean
feed_next(gpointer data, WireEnvelope *out)
{
    TestFeed *feed = data;

    if (feed->next == feed->n_items)
        return FALSE;
    const FeedItem *item = &feed->items[feed->next];
    Held *held = g_new0(Held, 1);
    held->text = g_strdup(item->message != NULL ? item->message : TEST_FEED_LETTER);
    held->size = strlen(held->text);
    held->recipients[0] = item->recipient != NULL ? item->recipient : "reader@example.net";
    held->recipients[1] = item->second;
    /* In three pieces, one of them empty, cut in the middle of a CRLF where there is one. */
    const char *cr = strchr(held->text, '\r');
    gsize first = cr != NULL ? (gsize)(cr - held->text) + 1 : held->size / 2;
    held->segments[0] = (WireSegment){held->text, first};
    held->segments[1] = (WireSegment){held->text + first, 0};
    held->segments[2] = (WireSegment){held->text + first, held->size - first};
    *out = (WireEnvelope){
        .id = feed->next++,
        .sender = item->sender != NULL ? item->sender : "list-bounces+1@example.org",
        .recipients = held->recipients,
        .n_recipients = item->second != NULL ? 2 : 1,
        .segments = held->segments,
        .n_segments = 3,
        .user = held,
    };
    return TRUE;
}

static void
feed_settle(gpointer data, const WireEnvelope *envelope, const WireResult *results)
{
    TestFeed *feed = data;
    FeedSettled settled = {.id = envelope->id, .n_results = envelope->n_recipients};
    Held *held = envelope->user;

    for (gsize i = 0; i < envelope->n_recipients; i++) {
        settled.results[i] = results[i];
        g_assert_true(g_utf8_validate(results[i].text, -1, NULL));
        g_assert_null(strpbrk(results[i].text, "\r\n"));
        g_assert_cmpint(results[i].status[0], !=, '\0');
    }
    g_array_append_val(feed->settled, settled);
    memset(held->text, '#', held->size);
    g_free(held->text);
    g_free(held);
}

TestFeed *
test_feed_new(const FeedItem *items, guint n_items)
{
    TestFeed *feed = g_new0(TestFeed, 1);

    feed->feed = (WireFeed){.next = feed_next, .settle = feed_settle, .data = feed};
    feed->items = items;
    feed->n_items = n_items;
    feed->settled = g_array_new(FALSE, TRUE, sizeof(FeedSettled));
    return feed;
}

void
test_feed_free(TestFeed *feed)
{
    if (feed == NULL)
        return;
    g_array_unref(feed->settled);
    g_free(feed);
}

static const WireResult *
find(TestFeed *feed, guint i, gsize recipient)
{
    const WireResult *found = NULL;

    for (guint k = 0; k < feed->settled->len; k++) {
        FeedSettled *settled = &g_array_index(feed->settled, FeedSettled, k);
        if (settled->id != i)
            continue;
        g_assert_null(found);
        g_assert_cmpuint(recipient, <, settled->n_results);
        found = &settled->results[recipient];
    }
    g_assert_nonnull(found);
    return found;
}

const WireResult *
test_feed_result(TestFeed *feed, guint i)
{
    return find(feed, i, 0);
}

const WireResult *
test_feed_second(TestFeed *feed, guint i)
{
    return find(feed, i, 1);
}

void
test_feed_check(TestFeed *feed, guint taken)
{
    g_assert_cmpuint(feed->next, ==, taken);
    g_assert_cmpuint(feed->settled->len, ==, taken);
    for (guint i = 0; i < taken; i++)
        (void)find(feed, i, 0);
}

Outlet *
test_feed_outlet(guint16 port, guint command_timeout)
{
    g_autoptr(GError) error = NULL;
    SmtpSettings settings = {.host = "127.0.0.1",
                             .port = port,
                             .helo = "colporteur.example",
                             .connect_timeout = command_timeout,
                             .command_timeout = command_timeout,
                             .messages_per_session = 4};

    test_tls_settings(&settings);
    Outlet *outlet = outlet_smtp_new(&settings, &error);
    g_assert_no_error(error);
    return outlet;
}
