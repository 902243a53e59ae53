/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * image - an image that an edition's letters show from here, or a picture of a contribution
 *
 * The same address for every reader, so that looking at it tells nothing about any of them. Its
 * type is what its first bytes said when it was taken in.
 */
#include <string.h>

#include "store/query.h"

#include "site/pages.h"

enum { HASH_LETTERS = 32 };

static const char *
media_type(const char *type)
{
    if (g_str_equal(type, "png"))
        return "image/png";
    return g_str_equal(type, "gif") ? "image/gif" : "image/jpeg";
}

/* `name` is "HASH.TYPE". */
static gboolean
send(Visit *visit, const char *name, const char *type, const Blob *data, GError **error)
{
    if (!g_str_equal(type, name + HASH_LETTERS + 1))
        return visit_not_found(error);
    http_response_header(visit->response, "Content-Type", media_type(type));
    visit->response->cache = "public, max-age=31536000, immutable";
    g_string_append_len(visit->response->body, (const char *)data->data, (gssize)data->size);
    return TRUE;
}

static gboolean
send_picture(Visit *visit, const char *name, const char *key, GError **error)
{
    g_autoptr(Rows) rows =
        site_contribution_image(visit->store, visit->route.contribution, key, error);
    SiteContributionImage row;

    if (rows == NULL)
        return FALSE;
    return site_contribution_image_next(rows, &row) ? send(visit, name, row.type, &row.data, error)
                                                    : visit_not_found(error);
}

gboolean
page_image(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    const char *hash = route->name + strlen("img-");
    SiteEditionImage row;

    if (strspn(hash, "0123456789abcdef") != HASH_LETTERS || hash[HASH_LETTERS] != '.')
        return visit_not_found(error);
    g_autofree char *key = g_strndup(hash, HASH_LETTERS);
    if (route->contribution != 0)
        return send_picture(visit, hash, key, error);
    g_autoptr(Rows) rows = site_edition_image(visit->store, route->list, route->number, key, error);
    if (rows == NULL)
        return FALSE;
    return site_edition_image_next(rows, &row) ? send(visit, hash, row.type, &row.data, error)
                                               : visit_not_found(error);
}
