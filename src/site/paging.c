/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paging - a long listing, a page at a time */
#include "site/paging.h"

gboolean
paging_read(Visit *visit, gboolean newest_first, Paging *paging, GError **error)
{
    *paging = (Paging){.onward = newest_first ? "before" : "after",
                       .backward = newest_first ? "after" : "before"};
    const char *onward = params_get(visit->request->query, paging->onward);
    const char *backward = params_get(visit->request->query, paging->backward);

    paging->back = backward != NULL;
    paging->first = onward == NULL && backward == NULL;
    paging->time = newest_first ? PAGING_END_OF_TIME : PAGING_START_OF_TIME;
    if (paging->first)
        return TRUE;
    return route_read_place(paging->back ? backward : onward, &paging->time, &paging->number) ||
           visit_not_found(error);
}

guint
paging_shown(guint found, guint max)
{
    return MIN(found, max);
}

guint
paging_index(const Paging *paging, guint shown, guint place)
{
    return paging->back ? shown - 1 - place : place;
}

char *
paging_url(const Paging *paging, gboolean onward, const char *path, PagingPlace place)
{
    g_autofree char *text = route_place(place.time, place.number);

    return route_with(path, onward ? paging->onward : paging->backward, text);
}

gboolean
paging_has_previous(const Paging *paging, guint found, guint max)
{
    return found > 0 && (paging->back ? found > max : !paging->first);
}

gboolean
paging_has_next(const Paging *paging, guint found, guint max)
{
    return found > 0 && (paging->back || found > max);
}
