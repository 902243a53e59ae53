/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-ready - what a person is told of an edition before it goes; see edition-ready.h */
#include "news/edition-ready.h"

#include <string.h>

#include "people/audience.h"
#include "store/query.h"

#include "news/edition.h"
#include "news/letter-look.h"

enum { TEXT_MAX = 6000 /* bytes: some screens of a phone; all of it is attached */ };

static void
set_time(Value *value, const char *key, gint64 us, const char *zone_name)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);

    if (us == 0 || utc == NULL)
        return;
    g_autoptr(GDateTime) time =
        zone != NULL ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
    static const char *const parts[][2] = {
        {"day", "%-d"}, {"month", "%m"}, {"year", "%Y"}, {"hour", "%-H"}, {"minute", "%M"}};
    Value *dict = value_set_dict(value, key);
    g_autofree char *weekday = g_strdup_printf("weekday_%d", g_date_time_get_day_of_week(time));
    value_set_bool(dict, weekday, TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *text = g_date_time_format(time, parts[i][1]);
        value_set_text(dict, parts[i][0], text);
    }
    value_set_text(dict, "zone", zone != NULL ? zone_name : "UTC");
}

static void
set_number(Value *value, const char *key, gint64 number)
{
    if (number > 0)
        value_set_int(value, key, number);
}

static gboolean
set_sending(Store *store, gint64 edition, Value *value, GError **error)
{
    g_autoptr(Rows) rows = news_edition_sending(store, edition, error);
    NewsEditionSending row;

    if (rows == NULL)
        return FALSE;
    if (!news_edition_sending_next(rows, &row))
        return TRUE;
    set_time(value, "at", row.starts, row.zone);
    set_time(value, "not_after", row.not_after, row.zone);
    set_number(value, "first", row.wave);
    return TRUE;
}

static void
set_part(Value *value, Value *parts, const NewsEditionReaders *row)
{
    if (g_str_equal(row->part, "all")) {
        value_set_int(value, "readers", row->people);
    } else if (g_str_equal(row->part, "near") || g_str_equal(row->part, "followers")) {
        value_set_int(value, row->part, row->people);
    } else {
        Value *part = value_append_dict(parts);
        gboolean is_place = g_str_equal(row->part, "departement");
        value_set_text(part, "label", is_place ? row->label : NULL);
        if (!is_place)
            value_set_bool(part, *row->label != '\0' ? row->label : row->part, TRUE);
        value_set_int(part, "people", row->people);
    }
}

static gboolean
set_readers(Store *store, const Edition *edition, Value *value, GError **error)
{
    g_autoptr(Audience) audience = audience_compile(store, edition->audience, error);
    g_autoptr(Rows) counts =
        audience != NULL ? news_edition_readers(store, edition->id, audience_sql(audience), error)
                         : NULL;
    g_autoptr(Rows) late = counts != NULL ? news_edition_late(store, edition->id, error) : NULL;
    Value *parts = value_set_list(value, "parts");
    NewsEditionReaders row;
    NewsEditionLate newer;

    if (late == NULL)
        return FALSE;
    while (news_edition_readers_next(counts, &row))
        set_part(value, parts, &row);
    if (news_edition_late_next(late, &newer))
        set_number(value, "newer", newer.n);
    value_set_text(value, "audience", *edition->audience != '\0' ? edition->audience : NULL);
    return TRUE;
}

static gboolean
set_letter(Store *store, const Settings *settings, gint64 edition, Value *value, GBytes **letter,
           GError **error)
{
    g_autoptr(Letter) opened = letter_open(store, settings, edition, error);

    if (opened == NULL)
        return FALSE;
    letter_set_purpose(opened, LETTER_PREVIEW);
    g_autoptr(LetterLook) look = letter_look(opened, 0, TRUE, error);
    if (look == NULL)
        return FALSE;
    char *text = look->forms[LOOK_TEXT];
    gboolean is_cut = strlen(text) > TEXT_MAX;
    if (is_cut) {
        char *end = g_utf8_find_prev_char(text, text + TEXT_MAX);
        *(end != NULL ? end : text) = '\0';
    }
    value_set_text(value, "text", text);
    value_set_bool(value, "is_cut", is_cut);
    *letter = g_bytes_ref(look->raw);
    return TRUE;
}

gboolean
edition_ready_describe(Store *store, const Settings *settings, gint64 edition, Value *value,
                       GBytes **letter, GError **error)
{
    g_autoptr(Edition) known = edition_read(store, edition, error);

    if (known == NULL)
        return FALSE;
    value_set_text(value, "preheader", *known->preheader != '\0' ? known->preheader : NULL);
    return set_sending(store, edition, value, error) && set_readers(store, known, value, error) &&
           set_letter(store, settings, edition, value, letter, error);
}
