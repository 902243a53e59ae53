/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trouble - what is wrong, noted and told; see trouble.h
 *
 * Each is marked as told in the transaction that queues its mail: whatever falls over, it is
 * written once.
 */
#include "base/log.h"
#include "base/token.h"

#include "list/doctor.h"
#include "list/notice.h"
#include "list/trouble-inside.h"

/* What is found of one fault, such as two templates that are broken: one look finds it once. NULL:
 * an earlier finding said it. Free it. */
static char *
words_of_fault(const GPtrArray *findings, guint at)
{
    const char *fault = ((const DoctorFinding *)findings->pdata[at])->fault;
    g_autoptr(GString) words = g_string_new(NULL);

    for (guint i = 0; i < findings->len; i++) {
        const DoctorFinding *finding = findings->pdata[i];
        if (!g_str_equal(finding->fault, fault))
            continue;
        if (i < at)
            return NULL;
        g_string_append_printf(words, "%s%s", i > at ? "; " : "", finding->words);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

gboolean
trouble_look(Store *store, const Settings *settings, const List *list, GError **error)
{
    g_autoptr(GPtrArray) findings = doctor_look(store, settings, list, error);
    g_autoptr(GPtrArray) faults = g_ptr_array_new();

    if (findings == NULL)
        return FALSE;
    for (guint i = 0; i < findings->len; i++) {
        const DoctorFinding *finding = findings->pdata[i];
        g_autofree char *words = words_of_fault(findings, i);
        if (finding->level == DOCTOR_NOTE || words == NULL)
            continue;
        g_auto(GStrv) parts = g_strsplit(finding->hint, "LIST", -1);
        g_autofree char *hint = g_strjoinv(list->name, parts);
        g_autoptr(Rows) rows =
            list_trouble_note(store, list->id, finding->fault, "", words, hint, 0, error);
        if (rows == NULL)
            return FALSE;
        g_ptr_array_add(faults, (gpointer)finding->fault);
    }
    g_ptr_array_add(faults, NULL);
    return list_trouble_settle(store, list->id, (const char *const *)faults->pdata, NULL, error);
}

static gboolean
look_at_next(Store *store, const Settings *settings, GError **error)
{
    g_autoptr(Rows) rows = list_trouble_look(store, error);
    ListTroubleLook row;

    if (rows == NULL || !list_trouble_look_next(rows, &row))
        return FALSE;
    if (row.list == 0)
        return TRUE;
    g_autoptr(List) list = list_get(store, row.list, error);
    g_autoptr(GError) own_error = NULL;
    if (list == NULL)
        return FALSE;
    if (trouble_look(store, settings, list, &own_error))
        return TRUE;
    if (!store_is_alive(store)) {
        g_propagate_error(error, g_steal_pointer(&own_error));
        return FALSE;
    }
    /* A list that cannot be looked at must not stop the clock; its turn comes again. */
    log_failure(own_error, "a list could not be looked at", "LIST", list->name, NULL);
    return TRUE;
}

char *
trouble_address(Store *store, const List *list, gint64 trouble)
{
    g_autofree char *token = token_make(store_token_keys(store), TOKEN_TROUBLE, &trouble, 1);
    g_autofree char *suffix = g_strconcat("-decide+", token, NULL);

    return list_address(list, suffix);
}

static void
set_moment(Value *value, const char *key, const Settings *settings, gint64 us)
{
    static const char *const parts[][2] = {
        {"day", "%-d"}, {"month", "%m"}, {"year", "%Y"}, {"hour", "%-H"}, {"minute", "%M"}};
    g_autoptr(GTimeZone) zone =
        g_time_zone_new_identifier(settings_text(settings, SETTING_SITE_TIMEZONE));
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);
    Value *dict = value_set_dict(value, key);

    if (utc == NULL)
        return;
    g_autoptr(GDateTime) time =
        zone != NULL ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *text = g_date_time_format(time, parts[i][1]);
        value_set_text(dict, parts[i][0], text);
    }
}

void
trouble_set(Value *value, const Settings *settings, const List *list, const ListTroubleFind *row)
{
    gboolean of_list = row->list != 0;

    notice_set_list(value, list);
    value_set_bool(value, of_list ? "of_list" : row->fault, TRUE);
    if (*row->fault != '\0')
        value_set_bool(value_set_dict(value, "fault"), row->fault, TRUE);
    value_set_text(value, "subject", *row->subject != '\0' ? row->subject : NULL);
    if (*row->subject != '\0')
        value_set_bool(value_set_dict(value, "is"), row->subject, TRUE);
    value_set_text(value, "words", row->words);
    value_set_text(value, "hint", *row->hint != '\0' ? row->hint : NULL);
    value_set_int(value, "times", row->times);
    value_set_bool(value, "often", row->times > 1);
    set_moment(value, "since", settings, row->found);
    set_moment(value, "last", settings, row->seen);
}

static gboolean
send(Store *store, const Settings *settings, const List *list, const char *const *addresses,
     gint64 trouble, const ListTroubleFind *row, GError **error)
{
    g_autoptr(Value) value = value_dict();
    g_autofree char *owners = list_address(list, "-owner");
    g_autofree char *decide = trouble_address(store, list, trouble);
    const NoticeDraft draft = {.template = "trouble",
                               .value = value,
                               .to = owners,
                               .addresses = addresses,
                               .reply_to = decide};

    trouble_set(value, settings, list, row);
    return notice_send(store, settings, list, &draft, error);
}

/* What is wrong with all of it: everybody who looks after a list hears of it once, on behalf of the
 * first that is theirs. */
static gboolean
send_to_all(Store *store, const Settings *settings, gint64 trouble, const ListTroubleFind *row,
            GError **error)
{
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Rows) rows = list_all(store, FALSE, error);
    ListAll one;

    if (rows == NULL)
        return FALSE;
    while (list_all_next(rows, &one)) {
        g_autoptr(List) list = one.is_closed ? NULL : list_get(store, one.id, error);
        g_auto(GStrv) keepers = list != NULL ? list_keepers(store, one.id, error) : NULL;
        g_autoptr(GPtrArray) others = g_ptr_array_new();
        if (one.is_closed)
            continue;
        if (keepers == NULL)
            return FALSE;
        for (guint i = 0; keepers[i] != NULL; i++)
            if (g_hash_table_add(told, g_utf8_strdown(keepers[i], -1)))
                g_ptr_array_add(others, keepers[i]);
        g_ptr_array_add(others, NULL);
        if (others->len > 1 &&
            !send(store, settings, list, (const char *const *)others->pdata, trouble, row, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
tell(Store *store, const Settings *settings, const ListTroubleNext *next, GError **error)
{
    const ListTroubleFind row = {.list = next->list,
                                 .fault = next->fault,
                                 .subject = next->subject,
                                 .words = next->words,
                                 .hint = next->hint,
                                 .times = next->times,
                                 .found = next->found,
                                 .seen = next->seen};

    if (row.list == 0)
        return send_to_all(store, settings, next->trouble, &row, error);
    g_autoptr(List) list = list_get(store, row.list, error);
    g_auto(GStrv) keepers = list != NULL ? list_keepers(store, list->id, error) : NULL;
    return keepers != NULL &&
           send(store, settings, list, (const char *const *)keepers, next->trouble, &row, error);
}

gboolean
trouble_round(Store *store, const Settings *settings, guint most, GError **error)
{
    if (!look_at_next(store, settings, error))
        return FALSE;
    for (guint i = 0; i < most; i++) {
        g_autoptr(Transaction) transaction = transaction_begin(store, error);
        g_autoptr(Rows) rows = transaction != NULL ? list_trouble_next(store, error) : NULL;
        ListTroubleNext row;
        if (rows == NULL)
            return FALSE;
        if (!list_trouble_next_next(rows, &row))
            return transaction_commit(transaction, error);
        if (!tell(store, settings, &row, error) || !transaction_commit(transaction, error))
            return FALSE;
        log_event(G_LOG_LEVEL_INFO, "told that something is wrong", "FAULT", row.fault, NULL);
    }
    return TRUE;
}

gboolean
trouble_database_was_away(Store *store, gint64 since, const char *words, GError **error)
{
    g_autoptr(Rows) rows = list_trouble_note(store, 0, "database", "", words, "", since, error);

    return rows != NULL;
}

gboolean
trouble_role_ended(Store *store, const char *role, const char *how, GError **error)
{
    g_autoptr(Rows) rows = list_trouble_note(store, 0, "role", role, how, "", 0, error);

    return rows != NULL;
}
