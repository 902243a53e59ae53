/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake-lists - the lists that mails were taken for, with their rules, read once
 *
 * What is kept may be out of date: whoever uses it has the database compare the version of each
 * list (posts_meet in sql/schema/), and forgets one that is another now. Many threads may use it.
 */
#pragma once

#include "list/list.h"
#include "list/policy.h"

typedef struct IntakeLists IntakeLists;

typedef struct {
    List *list;
    Policy *policy;
    gint32 most_posts; /* of an author that its rules ask about */
} IntakeList;

IntakeLists *intake_lists_new(void);
void intake_lists_free(IntakeLists *lists);

/* The list called `name`, in lower case; NULL where there is none, its rules cannot be read or the
 * database is away: the long way says which. To be let go with
 * intake_list_unref(). Under a former name it is not kept: that can become another list's. */
IntakeList *intake_lists_find(IntakeLists *lists, Store *store, const char *name);
void intake_list_unref(IntakeList *list);

/* Reads it again next time. */
void intake_lists_forget(IntakeLists *lists, const char *name);
