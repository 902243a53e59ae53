/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest-change - when a list's digests go, and how a member reads it; see list.h */
#include "base/address.h"
#include "base/error.h"
#include "people/subscriber.h"
#include "store/query.h"

#include "list/list.h"
#include "list/topic.h"

static gboolean
number_check(const char *what, gint number, gint least, gint most, GError **error)
{
    if (number == -1 || (number >= least && number <= most))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "the %s of digests cannot be %d", what, number);
    return fail_hint(error, "%d to %d", least, most);
}

gboolean
list_digest_change(Store *store, const List *list, gint posts, gint hour, gint day, GError **error)
{
    if (!number_check("number of posts", posts, 1, 200, error) ||
        !number_check("hour", hour, 0, 23, error) || !number_check("day", day, 1, 7, error))
        return FALSE;
    if (posts == -1 && hour == -1 && day == -1)
        return TRUE;
    return list_digest_set(store, list->id, posts, hour, day, NULL, error);
}

gboolean
list_reading_word(ListReading *reading, const char *word)
{
    static const char *const deliveries[] = {"each", "digest", "important", "none", NULL};
    static const char *const everies[] = {"daily", "weekly", NULL};
    static const char *const forms[] = {"mime", "plain", NULL};

    if (g_strv_contains(deliveries, word)) {
        reading->delivery = word;
        return TRUE;
    }
    guint64 posts;
    if (g_ascii_string_to_unsigned(word, 10, 1, 200, &posts, NULL))
        reading->posts = (gint)posts;
    else if (g_strv_contains(everies, word))
        reading->every = word;
    else if (g_strv_contains(forms, word))
        reading->form = word;
    else
        return FALSE;
    if (reading->delivery == NULL)
        reading->delivery = "digest";
    return TRUE;
}

/* Who on the list has the address. */
static gboolean
find_member(Store *store, const List *list, const char *address, gint64 *subscriber, GError **error)
{
    g_autofree char *key = address_fold(address);
    ListPerson person;

    if (key == NULL || !address_is_valid(address, error))
        return FALSE;
    g_autoptr(Rows) people = list_person(store, list->id, key, error);
    if (people == NULL)
        return FALSE;
    if (!list_person_next(people, &person) || !g_str_equal(person.state, "confirmed")) {
        fail(error, ERROR_NOT_FOUND, "nobody on the list \"%s\" has the address \"%s\"", list->name,
             address);
        return fail_hint(error, "colporteur list members %s shows who is on it", list->name);
    }
    *subscriber = person.subscriber;
    return TRUE;
}

gboolean
list_topics_change(Store *store, const List *list, const char *address, const char *topics,
                   GError **error)
{
    g_autoptr(GArray) chosen = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 subscriber;

    if (!find_member(store, list, address, &subscriber, error) ||
        (g_ascii_strcasecmp(topics, "all") != 0 &&
         !topic_find_all(store, list, topics, chosen, error)))
        return FALSE;
    g_autoptr(Rows) rows = list_topic_choose(store, list->id, subscriber, chosen, error);
    return rows != NULL;
}

gboolean
list_reading_change(Store *store, const List *list, const char *address, const ListReading *reading,
                    const char *from, const char *until, gboolean resume, GError **error)
{
    gint64 subscriber;

    if ((until != NULL && !subscriber_days_check(from, until, error)))
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    if (transaction == NULL)
        return FALSE;
    if (!find_member(store, list, address, &subscriber, error))
        return FALSE;
    g_autoptr(Rows) set = list_delivery_set(store, list->id, subscriber, reading->delivery,
                                            reading->every, reading->form,
                                            reading->posts > 0       ? reading->posts
                                            : reading->every != NULL ? 0
                                                                     : -1,
                                            error);
    if (set == NULL)
        return FALSE;
    if ((until != NULL || resume) &&
        !list_pause(store, list->id, subscriber, until != NULL ? from : NULL, until, NULL, error))
        return FALSE;
    return transaction_commit(transaction, error);
}
