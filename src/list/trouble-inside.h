/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trouble-inside - what trouble.c and trouble-receive.c share */
#pragma once

#include "list/list.h"
#include "list/trouble.h"
#include "page/value.h"
#include "store/query.h"

/* What is wrong with the list now is noted, and what was and is right is forgotten. */
gboolean trouble_look(Store *store, const Settings *settings, const List *list, GError **error);

/* What both templates show: fault, subject, words, hint, times, since, last, list. */
void trouble_set(Value *value, const Settings *settings, const List *list,
                 const ListTroubleFind *row);

/* LIST-decide+TOKEN@. Free it. */
char *trouble_address(Store *store, const List *list, gint64 trouble);
