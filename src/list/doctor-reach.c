/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor-reach - whether a list's mail would be taken: by the role that takes mail in, and by the
 * mail server before it; see doctor.h
 *
 * Asked as a mail server asks (RFC 2033, RFC 5321): MAIL with the null sender, one RCPT an address,
 * RSET. No mail is sent, and nobody is written to.
 */
#include <string.h>

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>

#include "base/listen.h"
#include "base/smart-host.h"

#include "list/doctor.h"

#define POSTMASTER "postmaster"

enum { PATIENCE_SECONDS = 5 };

static GSocketConnection *
connect_to(const char *address, guint16 port)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    const char *path = listen_unix_path(address);

    g_socket_client_set_timeout(client, PATIENCE_SECONDS);
    if (path == NULL)
        return g_socket_client_connect_to_host(client, address, port, NULL, NULL);
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

/* Whether the answer says that there is no such mailbox: others may say that this is no way in. */
static gboolean
is_unknown(const char *answer)
{
    return answer != NULL && g_str_has_prefix(answer, "550 5.1.");
}

/* Asks the server at `place` for the list's addresses, and for `also`@ its domain; FALSE when it
 * does not talk to us. */
static gboolean
ask_server(const char *place, guint16 port, const char *hello, const List *list, const char *also,
           void (*heard)(const char *address, const char *answer, GPtrArray *findings),
           GPtrArray *findings)
{
    static const char *const suffixes[] = {"", "-request", "-join", "-leave", "-owner"};
    g_autoptr(GSocketConnection) connection = connect_to(place, port);

    if (connection == NULL)
        return FALSE;
    g_autoptr(GDataInputStream) in =
        g_data_input_stream_new(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
    g_data_input_stream_set_newline_type(in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
    g_autofree char *greeting = ask(connection, in, NULL);
    g_autofree char *name = ask(connection, in, hello);
    g_autofree char *from = ask(connection, in, "MAIL FROM:<>");
    if (!is_good(greeting) || !is_good(name) || !is_good(from))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(suffixes) + (also != NULL); i++) {
        g_autofree char *address = i < G_N_ELEMENTS(suffixes)
                                       ? list_address(list, suffixes[i])
                                       : g_strconcat(also, "@", list->domain, NULL);
        g_autofree char *line = g_strdup_printf("RCPT TO:<%s>", address);
        g_autofree char *answer = ask(connection, in, line);
        heard(address, answer, findings);
    }
    g_autofree char *bye = ask(connection, in, "QUIT");
    return TRUE;
}

static void
heard_at_door(const char *address, const char *answer, GPtrArray *findings)
{
    if (!is_good(answer))
        doctor_say(findings, DOCTOR_ERROR, "unreachable",
                   "colporteur serve lmtp says in its log why",
                   "mail to %s is refused at the door: %s", address,
                   answer != NULL ? answer : "no answer");
}

static void
heard_of_server(const char *address, const char *answer, GPtrArray *findings)
{
    if (is_unknown(answer) && g_str_has_prefix(address, POSTMASTER "@"))
        doctor_say(findings, DOCTOR_WARNING, "no-postmaster",
                   "others' mail servers write to it (RFC 5321, 4.5.1): contrib/ has a line for it",
                   "the mail server does not know %s: %s", address, answer);
    else if (is_unknown(answer))
        doctor_say(findings, DOCTOR_ERROR, "server-unaware",
                   "its map of lists is missing or old: contrib/postfix/, exim4/ and opensmtpd/",
                   "the mail server does not know %s: %s", address, answer);
}

void
doctor_reach(const Settings *settings, const List *list, GPtrArray *findings, gboolean *away)
{
    if (!*away)
        *away = !ask_server(settings_text(settings, SETTING_LMTP_LISTEN), 24, "LHLO localhost",
                            list, NULL, heard_at_door, findings);
    /* One that wants TLS or a password first is somebody else's. */
    if (!g_str_equal(settings_text(settings, SETTING_MAIL_OUTLET), "smtp") ||
        g_str_equal(settings_text(settings, SETTING_MAIL_STARTTLS), "require") ||
        *settings_text(settings, SETTING_MAIL_USER) != '\0')
        return;
    g_autoptr(GPtrArray) hosts =
        smart_hosts_read(settings_text(settings, SETTING_MAIL_SMARTHOST), NULL);
    for (guint i = 0; hosts != NULL && i < hosts->len; i++) {
        const SmartHost *host = g_ptr_array_index(hosts, i);
        if (ask_server(host->host, host->port, "EHLO localhost", list, POSTMASTER, heard_of_server,
                       findings))
            return;
    }
}
