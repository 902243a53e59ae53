/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscriber-set - change what is known of a person; see subscriber.h */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "people/choices.h"
#include "people/interest.h"
#include "people/knowledge.h"
#include "people/programme.h"
#include "people/subscriber.h"
#include "people/territory.h"

/* Numbers to put in place of what is there (NULL: none given), to add and to take out. */
typedef struct {
    GArray *instead;
    GArray *more;
    GArray *less;
} Facet;

static void
facet_clear(Facet *facet)
{
    g_clear_pointer(&facet->instead, g_array_unref);
    g_clear_pointer(&facet->more, g_array_unref);
    g_clear_pointer(&facet->less, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facet, facet_clear)

typedef gboolean (*Find)(Store *store, const char *text, gint64 *id, GError **error);

static gboolean
facet_read(Store *store, const char *const *words, Find find, Facet *facet, GError **error)
{
    facet->more = g_array_new(FALSE, FALSE, sizeof(gint64));
    facet->less = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (; words != NULL && *words != NULL; words++) {
        char sign = **words;
        gboolean changes = sign == '+' || sign == '-';
        gint64 id;
        if (!changes && facet->instead == NULL)
            facet->instead = g_array_new(FALSE, FALSE, sizeof(gint64));
        if (sign == '\0')
            continue;
        if (!find(store, *words + changes, &id, error))
            return FALSE;
        g_array_append_val(sign == '+'   ? facet->more
                           : sign == '-' ? facet->less
                                         : facet->instead,
                           id);
    }
    return TRUE;
}

static gboolean
check_line(const char *text, const char *what, GError **error)
{
    if (text == NULL || *text == '\0')
        return TRUE;
    return choices_word(text, what, error);
}

static gboolean
check_language(const char *language, GError **error)
{
    if (language == NULL || g_str_equal(language, "fr") || g_str_equal(language, "en") ||
        g_str_equal(language, "br"))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no language letters are written in", language);
    return fail_hint(error, "it is fr, en or br");
}

/* PostgreSQL and GLib read the same files; the constraint of the column asks the former. */
static gboolean
check_timezone(const char *name, GError **error)
{
    if (name == NULL || *name == '\0')
        return TRUE;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(name);
    if (zone != NULL && g_ascii_isupper(*name))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no time zone", name);
    return fail_hint(error, "it is a name like Europe/Paris, America/Guadeloupe or UTC");
}

static gboolean
check_initials(const char *word, GError **error)
{
    if (word == NULL || g_str_equal(word, "yes") || g_str_equal(word, "no"))
        return TRUE;
    return fail(error, ERROR_BAD_INPUT, "\"%s\" is neither yes nor no", word);
}

/* The words in their English form; an empty one empties. NULL with an error. */
static GPtrArray *
knowledge_read(const char *const *words, GError **error)
{
    g_autoptr(GPtrArray) read = g_ptr_array_new();

    for (; *words != NULL; words++) {
        if (**words == '\0')
            continue;
        const char *word = knowledge_find(*words, error);
        if (word == NULL)
            return NULL;
        g_ptr_array_add(read, (gpointer)word);
    }
    g_ptr_array_add(read, NULL);
    return g_steal_pointer(&read);
}

gboolean
subscriber_set(Store *store, gint64 id, const SubscriberChange *change, GError **error)
{
    g_auto(Facet) territories = {0}, interests = {0}, programmes = {0};
    g_autoptr(GPtrArray) knowledge = NULL;

    if (!check_line(change->name, "name", error) || !check_language(change->language, error))
        return FALSE;
    if (!check_timezone(change->timezone, error) || !check_initials(change->initials, error))
        return FALSE;
    if (change->notes != NULL && !g_utf8_validate(change->notes, -1, NULL))
        return fail(error, ERROR_BAD_INPUT, "the notes are not UTF-8");
    if (change->knowledge != NULL && (knowledge = knowledge_read(change->knowledge, error)) == NULL)
        return FALSE;
    if (!facet_read(store, change->territories, territory_find, &territories, error) ||
        !facet_read(store, change->interests, interest_find, &interests, error) ||
        !facet_read(store, change->programmes, programme_find, &programmes, error))
        return FALSE;
    if (change->initials != NULL &&
        !people_initials_set(store, id, g_str_equal(change->initials, "yes"), NULL, error))
        return FALSE;
    return people_subscriber_set(
        store, id, change->name, change->language, change->timezone, change->notes,
        knowledge != NULL ? (const char *const *)knowledge->pdata : NULL, territories.instead,
        territories.more, territories.less, interests.instead, interests.more, interests.less,
        programmes.instead, programmes.more, programmes.less, NULL, error);
}

gboolean
subscriber_days_check(const char *from, const char *until, GError **error)
{
    const char *const days[] = {from, until};
    GDate dates[2];

    for (guint i = 0; i < 2; i++) {
        gint year, month, day;
        char end;
        gboolean good = days[i] != NULL && strlen(days[i]) == 10 &&
                        sscanf(days[i], "%4d-%2d-%2d%c", &year, &month, &day, &end) == 3 &&
                        g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
        if (!good) {
            fail(error, ERROR_BAD_INPUT, "\"%s\" is no day", days[i] != NULL ? days[i] : "");
            return fail_hint(error, "write it as 2026-11-23");
        }
        g_date_clear(&dates[i], 1);
        g_date_set_dmy(&dates[i], (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    }
    if (g_date_compare(&dates[0], &dates[1]) > 0)
        return fail(error, ERROR_BAD_INPUT, "the break would end before it begins");
    return TRUE;
}

gboolean
subscriber_break(Store *store, gint64 id, const char *from, const char *until, GError **error)
{
    return ((from == NULL && until == NULL) || subscriber_days_check(from, until, error)) &&
           people_subscriber_break(store, id, from, until, NULL, error);
}
