/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor-reach - whether the role that takes mail in would take a list's; see doctor.h
 *
 * Asked as a mail server asks (RFC 2033): MAIL with the null sender, one RCPT an address, RSET. No
 * mail is sent, and nobody is written to.
 */
#include <string.h>

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>

#include "base/listen.h"

#include "list/doctor.h"

enum { PATIENCE_SECONDS = 5 };

static GSocketConnection *
connect_to(const char *address)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    const char *path = listen_unix_path(address);

    g_socket_client_set_timeout(client, PATIENCE_SECONDS);
    if (path == NULL)
        return g_socket_client_connect_to_host(client, address, 24, NULL, NULL);
    g_autoptr(GSocketAddress) local = g_unix_socket_address_new(path);
    return g_socket_client_connect(client, G_SOCKET_CONNECTABLE(local), NULL, NULL);
}

/* Says `line` (NULL: nothing) and takes the last line of the answer; NULL when there is none. */
static char *
ask(GSocketConnection *connection, GDataInputStream *in, const char *line)
{
    GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(connection));

    if (line != NULL && (!g_output_stream_write_all(out, line, strlen(line), NULL, NULL, NULL) ||
                         !g_output_stream_write_all(out, "\r\n", 2, NULL, NULL, NULL)))
        return NULL;
    for (;;) {
        char *answer = g_data_input_stream_read_line(in, NULL, NULL, NULL);
        if (answer == NULL || strlen(answer) < 4 || answer[3] != '-')
            return answer;
        g_free(answer);
    }
}

static gboolean
is_good(const char *answer)
{
    return answer != NULL && *answer == '2';
}

void
doctor_reach(const Settings *settings, const List *list, GPtrArray *findings, gboolean *away)
{
    static const char *const suffixes[] = {"", "-request", "-join", "-leave", "-owner"};

    if (*away)
        return;
    g_autoptr(GSocketConnection) connection =
        connect_to(settings_text(settings, SETTING_LMTP_LISTEN));
    if (connection == NULL) {
        *away = TRUE;
        return;
    }
    g_autoptr(GDataInputStream) in =
        g_data_input_stream_new(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
    g_data_input_stream_set_newline_type(in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
    g_autofree char *hello = ask(connection, in, NULL);
    g_autofree char *name = ask(connection, in, "LHLO localhost");
    g_autofree char *from = ask(connection, in, "MAIL FROM:<>");
    *away = !is_good(hello) || !is_good(name) || !is_good(from);
    for (guint i = 0; i < G_N_ELEMENTS(suffixes) && !*away; i++) {
        g_autofree char *address = list_address(list, suffixes[i]);
        g_autofree char *line = g_strdup_printf("RCPT TO:<%s>", address);
        g_autofree char *answer = ask(connection, in, line);
        if (!is_good(answer))
            doctor_say(findings, DOCTOR_ERROR, "unreachable",
                       "colporteur serve lmtp says in its log why",
                       "mail to %s is refused at the door: %s", address,
                       answer != NULL ? answer : "no answer");
    }
    g_autofree char *bye = ask(connection, in, "QUIT");
}
