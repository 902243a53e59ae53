/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export - a list's archive as one mbox; see export.h */
#include "archive/export.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "store/query.h"

enum { AT_ONCE = 100 };

/* "From ADDRESS Thu Aug 22 12:36:23 2002": no blank in the address, UTC, English whatever the
 * locale. */
static void
append_from_line(GString *out, const char *sender, gint64 date)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(date / G_USEC_PER_SEC);

    g_string_append(out, "From ");
    if (sender == NULL || *sender == '\0' || strpbrk(sender, " \t\r\n") != NULL)
        sender = "MAILER-DAEMON";
    g_string_append_printf(out, "%s %s %s %2d %02d:%02d:%02d %04d\n", sender,
                           days[g_date_time_get_day_of_week(at) - 1],
                           months[g_date_time_get_month(at) - 1], g_date_time_get_day_of_month(at),
                           g_date_time_get_hour(at), g_date_time_get_minute(at),
                           g_date_time_get_second(at), g_date_time_get_year(at));
}

void
archive_mbox_append(GString *out, const char *sender, gint64 date, const guint8 *raw, gsize size)
{
    const char *data = (const char *)raw;

    append_from_line(out, sender, date);
    for (gsize at = 0; at < size;) {
        const char *lf = memchr(data + at, '\n', size - at);
        gsize next = lf == NULL ? size : (gsize)(lf - data) + 1;
        gsize quotes = 0;
        while (at + quotes < next && data[at + quotes] == '>')
            quotes++;
        if (next - at - quotes >= 5 && memcmp(data + at + quotes, "From ", 5) == 0)
            g_string_append_c(out, '>');
        g_string_append_len(out, data + at, (gssize)(next - at));
        at = next;
    }
    if (size > 0 && data[size - 1] != '\n')
        g_string_append_c(out, '\n');
    g_string_append_c(out, '\n');
}

gboolean
archive_export_list(Store *store, gint64 list, FILE *file,
                    void (*progress)(gint64 mails, gpointer data), gpointer data, gint64 *mails,
                    GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    gint64 last, message = 0;
    guint n;

    *mails = 0;
    last = -G_GINT64_CONSTANT(62135596800) * G_USEC_PER_SEC; /* the year 1 */
    do {
        g_autoptr(Rows) rows = archive_export(store, list, last, message, AT_ONCE, error);
        ArchiveExport row;
        if (rows == NULL)
            return FALSE;
        n = rows_count(rows);
        while (archive_export_next(rows, &row)) {
            g_string_truncate(out, 0);
            archive_mbox_append(out, row.from_address, row.date, row.raw.data, row.raw.size);
            if (fwrite(out->str, 1, out->len, file) != out->len)
                return fail(error, ERROR_TRY_LATER, "could not write the mails: %s",
                            g_strerror(errno));
            last = row.date;
            message = row.message;
        }
        *mails += n;
        if (progress != NULL)
            progress(*mails, data);
    } while (n == AT_ONCE);
    return TRUE;
}
