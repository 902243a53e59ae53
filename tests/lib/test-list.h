/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-list - a store with lists and people, and mails to them
 *
 * List 1 mobilites, a discussion with a prefix, an owner and a moderator: agnes and paul are on it,
 * claude has not confirmed, denis has left. List 2 savoirs, a discussion: paul. List 3 lettre, a
 * newsletter with an owner: agnes and paul. All in lists.example.org, people in example.org.
 */
#pragma once

#include "lib/test-store.h"
#include "list/post.h"

/* The program's one store, from test_list_run() on. */
extern TestStore *test;

/* What main() ends with once its tests are added: makes the store, runs them, takes it down. */
int test_list_run(void);

GBytes *bytes(const char *text);

/* As LMTP would hand it over, by agnes where no sender is named; an error fails the test there. */
PostVerdict receive(const char *list, const char *text);
gboolean receive_on(Store *store, const char *list, const char *sender, const char *text,
                    PostVerdict *verdict, GError **error);

void assert_outcome(PostVerdict verdict, PostOutcome outcome, const char *reason);
