/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api-people - programs that put people on lists, change what they receive and take them off */
#include "site/api-inside.h"

#include <stdio.h>

#include "base/address.h"
#include "store/query.h"

static const char *const deliveries[] = {"each", "daily", "weekly", "important", "none", NULL};

gboolean
api_post_subscriber(const Api *api, GError **error)
{
    static const char *const members[] = {"address",   "name",     "language",
                                          "lists",     "delivery", "territories",
                                          "interests", "consent",  NULL};
    const Settings *settings = api->visit->site->settings;
    const char *address = api_body_line(api->body, "address", NULL);
    const char *name = api_body_line(api->body, "name", "");
    const char *language = api_body_line(api->body, "language", "fr");
    const char *delivery = api_body_line(api->body, "delivery", "each");
    const char *consent = api_body_line(api->body, "consent", "");
    g_autoptr(GPtrArray) lists = api_body_list(api->body, "lists");
    g_autoptr(GPtrArray) territories = api_body_list(api->body, "territories");
    g_autoptr(GPtrArray) interests = api_body_list(api->body, "interests");
    SiteApiSubscribe row;

    if (api_body_stranger(api->body, members) != NULL || name == NULL || language == NULL ||
        delivery == NULL || !g_strv_contains(deliveries, delivery) || consent == NULL ||
        lists == NULL || lists->len < 2 || territories == NULL || interests == NULL)
        return api_problem(api->visit, 422,
                           "address and lists are needed; see the description at "
                           "/api/openapi.json for what else there may be");
    if (address == NULL || !address_is_valid(address, NULL))
        return api_problem(api->visit, 422, "address is no mail address");
    g_autofree char *key = address_fold(address);
    g_autoptr(Rows) rows = site_api_subscribe(
        api->store, api->token, api->most, key, address, name, language,
        (const char *const *)lists->pdata, delivery, (const char *const *)territories->pdata,
        (const char *const *)interests->pdata, consent,
        (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
        (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);
    return rows != NULL && site_api_subscribe_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

/* A day as the database takes it. */
static gboolean
is_day(const char *text)
{
    g_autoptr(GDate) date = g_date_new();
    int year, month, day, length = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || length != 10 ||
        text[10] != '\0' || year < 1 || month < 1 || month > 12 || day < 1)
        return FALSE;
    return g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

/* Days from and until; none of them ends a break. */
static gboolean
is_break(const GPtrArray *days)
{
    if (days->len == 1)
        return TRUE;
    return days->len == 3 && is_day(days->pdata[0]) && is_day(days->pdata[1]) &&
           g_strcmp0(days->pdata[0], days->pdata[1]) <= 0;
}

/* The list where the body has it; NULL, for what stays as it is, where it has not. */
static const char *const *
given(const Api *api, const char *name, const GPtrArray *list)
{
    return json_object_has_member(api->body, name) ? (const char *const *)list->pdata : NULL;
}

gboolean
api_patch_subscriber(const Api *api, GError **error)
{
    static const char *const members[] = {"name",      "language", "territories", "interests",
                                          "knowledge", "break",    NULL};
    const char *name = api_body_line(api->body, "name", NULL);
    const char *language = api_body_line(api->body, "language", NULL);
    g_autoptr(GPtrArray) territories = api_body_list(api->body, "territories");
    g_autoptr(GPtrArray) interests = api_body_list(api->body, "interests");
    g_autoptr(GPtrArray) knowledge = api_body_list(api->body, "knowledge");
    g_autoptr(GPtrArray) days = api_body_list(api->body, "break");
    SiteApiSubscriberSet row;

    if (api_body_stranger(api->body, members) != NULL ||
        (name == NULL && json_object_has_member(api->body, "name")) ||
        (language == NULL && json_object_has_member(api->body, "language")) ||
        territories == NULL || interests == NULL || knowledge == NULL || days == NULL)
        return api_problem(api->visit, 422,
                           "there may be name, language, territories, interests, knowledge and "
                           "break; see the description at /api/openapi.json");
    if (!is_break(days))
        return api_problem(api->visit, 422, "break is two days as 2026-07-01, or none");
    g_autoptr(Rows) rows = site_api_subscriber_set(
        api->store, api->token, api->most, api->number, name, language,
        given(api, "territories", territories), given(api, "interests", interests),
        given(api, "knowledge", knowledge), given(api, "break", days), error);
    return rows != NULL && site_api_subscriber_set_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

gboolean
api_patch_subscription(const Api *api, GError **error)
{
    static const char *const members[] = {"delivery", NULL};
    const char *delivery = api_body_line(api->body, "delivery", NULL);
    SiteApiDelivery row;

    if (api_body_stranger(api->body, members) != NULL || delivery == NULL ||
        !g_strv_contains(deliveries, delivery))
        return api_problem(api->visit, 422,
                           "delivery is one of each, daily, weekly, important, none");
    g_autoptr(Rows) rows = site_api_delivery(api->store, api->token, api->most, api->word,
                                             api->number, delivery, error);
    return rows != NULL && site_api_delivery_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

gboolean
api_post_leave(const Api *api, GError **error)
{
    g_autoptr(Rows) rows =
        site_api_leave(api->store, api->token, api->most, api->word, api->number, error);
    SiteApiLeave row;

    return rows != NULL && site_api_leave_next(rows, &row) && api_send(api, row.status, row.body);
}
