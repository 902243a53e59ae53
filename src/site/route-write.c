/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route - the address of each page */
#include <string.h>

#include "http/percent.h"

#include "site/route.h"

char *
route_list(const char *list)
{
    return g_strdup_printf("/%s/", list);
}

char *
route_message(const char *list, const char *link)
{
    g_autofree char *segment = percent_encode(link);

    return g_strdup_printf("/%s/%s/", list, segment);
}

char *
route_thread(const char *list, const char *link)
{
    g_autofree char *segment = percent_encode(link);

    return g_strdup_printf("/%s/%s/t/", list, segment);
}

char *
route_in_thread(const char *list, const char *link, gboolean flat, const char *anchor)
{
    g_autofree char *segment = percent_encode(link);

    return g_strdup_printf("/%s/%s/%s/%s%s", list, segment, flat ? "T" : "t",
                           anchor != NULL ? "#" : "", anchor != NULL ? anchor : "");
}

char *
route_file(const char *list, const char *link, const char *file)
{
    g_autofree char *segment = percent_encode(link);

    return g_strdup_printf("/%s/%s/%s", list, segment, file);
}

char *
route_attachment(const char *list, const char *link, const char *number, const char *name)
{
    g_autofree char *segment = percent_encode(*name != '\0' ? name : "part");
    g_autofree char *file = g_strdup_printf("%s-%s", number, segment);

    return route_file(list, link, file);
}

char *
route_period(const char *list, int year, int month, int day)
{
    if (day == 0)
        return g_strdup_printf("/%s/%04d/%02d/", list, year, month);
    return g_strdup_printf("/%s/%04d/%02d/%02d/", list, year, month, day);
}

char *
route_short(const char *hash)
{
    g_autofree char *segment = percent_encode(hash);

    return g_strdup_printf("/h/%s", segment);
}

char *
route_edition(const char *list, gint32 number)
{
    return g_strdup_printf("/editions/%s/%d/", list, number);
}

char *
route_contribution(gint64 number)
{
    return g_strdup_printf("/contributions/%" G_GINT64_FORMAT "/", number);
}

char *
route_editions(const char *list)
{
    return list != NULL ? g_strdup_printf("/editions/%s/", list) : g_strdup("/editions/");
}

char *
route_in(const char *room, const char *word)
{
    g_autofree char *segment = percent_encode(word);

    return g_strdup_printf("/%s/%s/", room, segment);
}

char *
route_with(const char *path, const char *name, const char *value)
{
    g_autofree char *encoded = percent_encode(value);

    return g_strdup_printf("%s%c%s=%s", path, strchr(path, '?') != NULL ? '&' : '?', name, encoded);
}

char *
route_place(gint64 first, gint64 second)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, first, second);
}
