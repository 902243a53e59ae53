/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api-contribution - programs that propose contributions, for themselves or for somebody who is
 * asked by mail, and decide on them */
#include "base/address.h"
#include "store/query.h"

#include "site/api-inside.h"

gboolean
api_post_contribution(const Api *api, GError **error)
{
    static const char *const members[] = {"kind",      "title",    "body",      "author",
                                          "source",    "language", "knowledge", "territories",
                                          "interests", "proposer", "list",      NULL};
    const Settings *settings = api->visit->site->settings;
    const char *kind = api_body_line(api->body, "kind", NULL);
    const char *title = api_body_line(api->body, "title", NULL);
    const char *text = api_body_text(api->body, "body", NULL);
    const char *author = api_body_line(api->body, "author", "");
    const char *source = api_body_line(api->body, "source", "");
    const char *language = api_body_line(api->body, "language", "fr");
    const char *proposer = api_body_line(api->body, "proposer", "");
    const char *list = api_body_line(api->body, "list", "");
    g_autoptr(GPtrArray) knowledge = api_body_list(api->body, "knowledge");
    g_autoptr(GPtrArray) territories = api_body_list(api->body, "territories");
    g_autoptr(GPtrArray) interests = api_body_list(api->body, "interests");
    SiteApiContributionAdd row;

    if (api_body_stranger(api->body, members) != NULL || kind == NULL || title == NULL ||
        *title == '\0' || text == NULL || *text == '\0' || author == NULL || source == NULL ||
        language == NULL || proposer == NULL || list == NULL || knowledge == NULL ||
        territories == NULL || interests == NULL)
        return api_problem(api->visit, 422,
                           "kind, title and body are needed; see the description at "
                           "/api/openapi.json for what else there may be");
    if (*proposer != '\0' && !address_is_valid(proposer, NULL))
        return api_problem(api->visit, 422, "proposer is no mail address");
    g_autofree char *key = address_fold(proposer);
    g_autoptr(Rows) rows = site_api_contribution_add(
        api->store, api->token, api->most, kind, title, text, author, source, language,
        (const char *const *)knowledge->pdata, (const char *const *)territories->pdata,
        (const char *const *)interests->pdata, list, key != NULL ? key : "", proposer,
        (gint32)settings_number(settings, SETTING_ROBOT_PER_ADDRESS),
        (gint32)settings_number(settings, SETTING_ROBOT_OVERALL), error);
    return rows != NULL && site_api_contribution_add_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

static gboolean
decide(const Api *api, const char *state, GError **error)
{
    static const char *const members[] = {"reason", NULL};
    const char *reason = api_body_text(api->body, "reason", "");
    SiteApiContributionDecide row;

    if (api_body_stranger(api->body, members) != NULL || reason == NULL)
        return api_problem(api->visit, 422, "there may be reason, which is a text");
    g_autoptr(Rows) rows = site_api_contribution_decide(api->store, api->token, api->most,
                                                        api->number, state, reason, error);
    return rows != NULL && site_api_contribution_decide_next(rows, &row) &&
           api_send(api, row.status, row.body);
}

gboolean
api_post_accept(const Api *api, GError **error)
{
    return decide(api, "accepted", error);
}

gboolean
api_post_decline(const Api *api, GError **error)
{
    return decide(api, "declined", error);
}
