/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * image - an image that an edition's letters show from here
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

gboolean
page_image(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    const char *hash = route->name + strlen("img-");
    SiteEditionImage row;

    if (strspn(hash, "0123456789abcdef") != HASH_LETTERS || hash[HASH_LETTERS] != '.')
        return visit_not_found(error);
    g_autofree char *key = g_strndup(hash, HASH_LETTERS);
    g_autoptr(Rows) rows = site_edition_image(visit->store, route->list, route->number, key, error);
    if (rows == NULL)
        return FALSE;
    if (!site_edition_image_next(rows, &row) || !g_str_equal(row.type, hash + HASH_LETTERS + 1))
        return visit_not_found(error);
    http_response_header(visit->response, "Content-Type", media_type(row.type));
    visit->response->cache = "public, max-age=31536000, immutable";
    g_string_append_len(visit->response->body, (const char *)row.data.data, (gssize)row.data.size);
    return TRUE;
}
