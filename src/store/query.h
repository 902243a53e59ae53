/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query - one C function for each statement in sql/query/
 *
 * The functions themselves are made by sql/query.awk from the first line of each file; the file's
 * name is the function's. With columns:
 *
 *     g_autoptr(Rows) rows = people_subscriber_find(store, address, error);
 *     PeopleSubscriberFind row;
 *     while (rows != NULL && people_subscriber_find_next(rows, &row)) ...
 *
 * Text and bytes in a row belong to the rows. Without columns the function says how many rows it
 * touched (`affected` may be NULL).
 */
#pragma once

#include "store/store.h"

#include <query.h>
