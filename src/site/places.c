/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places - what somebody who types a place may mean, as JSON for the form's script */
#include <json-glib/json-glib.h>

#include "store/query.h"

#include "site/pages.h"

enum { PLACES_SHOWN = 10 };

gboolean
page_places(Visit *visit, GError **error)
{
    const char *typed = params_get(visit->request->query, "q");
    g_autoptr(Rows) rows =
        site_places(visit->store, typed != NULL ? typed : "", TRUE, PLACES_SHOWN, error);
    g_autoptr(JsonBuilder) builder = json_builder_new();
    SitePlaces row;

    if (rows == NULL)
        return FALSE;
    json_builder_begin_array(builder);
    while (site_places_next(rows, &row)) {
        g_autofree char *text = *row.departement != '\0'
                                    ? g_strdup_printf("%s (%s)", row.name, row.departement)
                                    : g_strdup(row.name);
        json_builder_add_string_value(builder, text);
    }
    json_builder_end_array(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *text = json_to_string(root, FALSE);
    http_response_header(visit->response, "Content-Type", "application/json; charset=utf-8");
    visit->response->cache = "max-age=3600";
    g_string_append(visit->response->body, text);
    return TRUE;
}
