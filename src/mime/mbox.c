/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mbox - mails one after the other in a file */
#include "mime/mbox.h"

#include <string.h>

/* asctime()'s form in UTC, in the words of the C locale whatever the process has. */
static void
append_from_line(GString *out, const char *sender, gint64 date)
{
    static const char days[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(date / G_USEC_PER_SEC);

    if (time == NULL)
        time = g_date_time_new_from_unix_utc(0);
    g_string_append_printf(
        out, "From %s %s %s %2d %02d:%02d:%02d %04d\n", sender,
        days[g_date_time_get_day_of_week(time) - 1], months[g_date_time_get_month(time) - 1],
        g_date_time_get_day_of_month(time), g_date_time_get_hour(time),
        g_date_time_get_minute(time), g_date_time_get_second(time), g_date_time_get_year(time));
}

static void
append_line(GString *out, const char *line, gsize size)
{
    gsize quotes = 0;

    while (quotes < size && line[quotes] == '>')
        quotes++;
    if (size - quotes >= 5 && memcmp(line + quotes, "From ", 5) == 0)
        g_string_append_c(out, '>');
    g_string_append_len(out, line, (gssize)size);
    g_string_append_c(out, '\n');
}

void
mbox_append(GString *out, const char *sender, gint64 date, const char *mail, gsize size)
{
    const char *end = mail + size;

    append_from_line(out, sender, date);
    while (mail < end) {
        const char *newline = memchr(mail, '\n', (gsize)(end - mail));
        const char *stop = newline != NULL ? newline : end;
        gsize length = (gsize)(stop - mail);
        if (length > 0 && newline != NULL && mail[length - 1] == '\r')
            length--;
        append_line(out, mail, length);
        mail = newline != NULL ? newline + 1 : end;
    }
    g_string_append_c(out, '\n');
}
