/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-feed - a WireFeed from an array, which remembers how each envelope was settled */
#pragma once

#include "wire/outlet.h"

typedef struct {
    const char *sender;    /* NULL: "list-bounces+1@example.org" */
    const char *recipient; /* NULL: "reader@example.net" */
    const char *second;    /* another recipient, or NULL */
    const char *message;   /* NULL: a short letter */
} FeedItem;

typedef struct {
    WireFeed feed;
    const FeedItem *items;
    guint n_items;
    guint next;
    GArray *settled; /* FeedSettled, in the order of settling */
    gpointer user;   /* the test's */
} TestFeed;

typedef struct {
    gint64 id; /* the item's index */
    gsize n_results;
    WireResult results[2];
} FeedSettled;

#define TEST_FEED_LETTER                                                                           \
    "From: coordinator@example.org\r\nTo: reader@example.net\r\nSubject: a letter\r\n"             \
    "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMessage-Id: <letter@example.org>\r\n\r\n"            \
    "One line.\r\n.\r\n..two dots\r\n"

TestFeed *test_feed_new(const FeedItem *items, guint n_items);
void test_feed_free(TestFeed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestFeed, test_feed_free)

/* How item `i` was settled, for its only or first recipient. Fails the test unless that happened
 * exactly once. */
const WireResult *test_feed_result(TestFeed *feed, guint i);
const WireResult *test_feed_second(TestFeed *feed, guint i);

/* Fails the test unless everything taken was settled exactly once and `taken` were taken. */
void test_feed_check(TestFeed *feed, guint taken);

/* An outlet to this port of 127.0.0.1, four messages a session. Milliseconds. */
Outlet *test_feed_outlet(guint16 port, guint command_timeout);
