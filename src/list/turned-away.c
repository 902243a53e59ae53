/* SPDX-License-Identifier: GPL-3.0-or-later */
/* turned-away - why a mail is not taken, in the language of whoever wrote it; see turned-away.h */
#include "list/turned-away.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

#include "list/address.h"
#include "list/notice.h"

static gboolean
say(const Settings *settings, const char *language, const char *reason, Value *value,
    GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (error == NULL || g_str_equal(language, "en"))
        return FALSE;
    /* The template says each reason in words: {{#reason.stranger}}...{{/reason.stranger}} */
    value_set_bool(value_set_dict(value, "reason"), reason, TRUE);
    GString *text = notice_words(settings, language, "turned-away", value, &failed);
    if (text == NULL) {
        log_failure(failed, "a refusal is told in English alone", NULL);
        return FALSE;
    }
    g_autofree char *words = g_strstrip(g_string_free(text, FALSE));
    return *words != '\0' ? fail_words(error, words) : FALSE;
}

static void
set_addresses(Value *value, const List *list)
{
    static const char *const names[] = {"join", "request", "owner"};
    Value *dict = value_set_dict(value, "at");

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *suffix = g_strconcat("-", names[i], NULL);
        g_autofree char *address = list_address(list, suffix);
        value_set_text(dict, names[i], address);
    }
}

gboolean
turned_away(const Settings *settings, const List *list, const char *reason, GError **error)
{
    g_autoptr(Value) value = value_dict();

    notice_set_list(value, list);
    set_addresses(value, list);
    return say(settings, list->language, reason, value, error);
}

/* The list that an address is of, by its form; NULL: none. */
static List *
list_of(Store *store, const char *recipient)
{
    static const char *const no_patterns[] = {NULL};
    g_autofree char *folded = address_fold(recipient);
    g_autofree char *name = NULL, *token = NULL;
    ListAddressWhat what;
    ListFindRow row;
    char *at = folded != NULL ? strrchr(folded, '@') : NULL;

    if (at == NULL)
        return NULL;
    *at = '\0';
    if (!list_address_split(folded, &name, &what, &token))
        return NULL;
    g_autoptr(Rows) rows = list_find_row(store, name, at + 1, no_patterns, NULL);
    return rows != NULL && list_find_row_next(rows, &row) ? list_get(store, row.id, NULL) : NULL;
}

gboolean
turned_away_address(Store *store, const Settings *settings, const char *recipient, GError **error)
{
    g_autoptr(List) list = list_of(store, recipient);
    g_autoptr(Value) value = value_dict();

    if (list == NULL)
        return say(settings, settings_text(settings, SETTING_SITE_LANGUAGE), "no-address", value,
                   error);
    return turned_away(settings, list, list->is_closed ? "closed" : "not-valid", error);
}

gboolean
turned_away_banned(Store *store, const Settings *settings, gint64 list, GError **error)
{
    g_autoptr(List) of = list_get(store, list, NULL);

    return of != NULL ? turned_away(settings, of, "banned", error) : FALSE;
}
