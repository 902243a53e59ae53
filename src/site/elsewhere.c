/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elsewhere - what is asked for and not there: moved, or taken out of the archive
 *
 * Asked only where no page was found, so that it costs no page anything. A message that was
 * taken out answers 410, under each address that it had; an address of an archive that was
 * imported, the former name of a list, and the Message-ID of a message whose link is another
 * lead on with 301.
 */
#include <string.h>

#include "store/query.h"

#include "site/pages.h"

/* As old_url has it: decoded, since browsers write some characters either way. */
static char *
decoded_path(const HttpRequest *request)
{
    g_autofree char *path = g_strjoinv("/", (char **)request->segments);

    return g_strconcat("/", path, request->slash && request->n_segments > 0 ? "/" : "", NULL);
}

static gboolean
answer_gone(Visit *visit, const SiteElsewhere *row, GError **error)
{
    g_autofree char *list_url = route_list(row->list);

    visit_end(visit);
    visit_page(visit);
    visit->response->status = 410;
    value_set_bool(visit->page, "noindex", TRUE);
    value_set_bool(visit->page, "gone", TRUE);
    value_set_int(visit->page, "status", 410);
    value_set_text(visit->page, "list_url", list_url);
    visit_date(visit, visit->page, "gone_date", row->at);
    return visit_render(visit, "site/error", error);
}

/* The same page under the name that the list has now. */
static char *
renamed_url(const Visit *visit, const SiteElsewhere *row)
{
    g_autofree char *self = visit_self(visit);
    const char *rest = strchr(self + 1, '/');

    return g_strconcat("/", row->list, rest != NULL ? rest : "/", NULL);
}

/* The same page of the message under its permanent link. */
static char *
moved_url(const Visit *visit, const SiteElsewhere *row)
{
    const HttpRequest *request = visit->request;

    if (request->n_segments < 3)
        return route_message(row->list, row->link);
    g_autofree char *file = route_file(row->list, row->link, request->segments[2]);
    return g_strconcat(file, request->slash ? "/" : "", NULL);
}

gboolean
page_elsewhere(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    g_autofree char *path = decoded_path(visit->request);
    g_autofree char *hash = route->page == ROUTE_SHORT ? g_ascii_strup(route->name, -1) : NULL;
    g_autoptr(Rows) rows =
        site_elsewhere(visit->store, path, route->list, route->message_id, hash, error);
    g_autofree char *url = NULL;
    SiteElsewhere row;

    if (rows == NULL)
        return FALSE;
    if (!site_elsewhere_next(rows, &row))
        return visit_not_found(error);
    if (g_str_equal(row.what, "gone"))
        return answer_gone(visit, &row, error);
    if (g_str_equal(row.what, "renamed"))
        url = renamed_url(visit, &row);
    else if (g_str_equal(row.what, "moved"))
        url = moved_url(visit, &row);
    else
        url = *row.link != '\0' ? route_message(row.list, row.link) : route_list(row.list);
    http_response_redirect(visit->response, 301, url);
    return TRUE;
}
