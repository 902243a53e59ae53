/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp - hand mails to an LMTP server over several connections, and say how long it took
 *
 * usage: lmtp SOCKET RECIPIENT MAILS CLIENTS SECONDS
 *
 * Each mail is about 10 KB of text that no other has, with a Message-ID and Date of its own, and
 * answers an earlier one. The envelope of the next is sent along with each, but not the next itself
 * before the answer. Ends after MAILS, or SECONDS if that is sooner. Prints
 * "TAKEN SECONDS": how many were answered with 250, and the time from the first to the last byte.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <glib.h>

typedef struct {
    const char *socket, *recipient;
    guint mails, clients;
    gint64 deadline;
    gint next;
    gint taken;
} Feed;

static int
open_connection(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        g_error("cannot connect to %s", path);
    return fd;
}

static void
say(int fd, const char *text, gsize size)
{
    while (size > 0) {
        gssize n = write(fd, text, size);
        if (n <= 0)
            g_error("the server closed the connection");
        text += n;
        size -= (gsize)n;
    }
}

/* Reads `n` last lines of replies; returns the code of the last one. */
static int
hear(FILE *from, guint n)
{
    char line[2048];
    int code = 0;

    while (n > 0) {
        if (fgets(line, sizeof line, from) == NULL)
            g_error("the server closed the connection");
        code = (int)g_ascii_strtoll(line, NULL, 10);
        n -= line[3] == ' ';
    }
    return code;
}

enum { VOCABULARY = 5000, THREAD = 50, LINES = 8192 };

/* Words as a language has them: few that are frequent, many that are rare (Zipf). */
static char *vocabulary[VOCABULARY];
static GString *lines[LINES]; /* written beforehand: the time is the server's */

static void
make_vocabulary(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(29);

    for (guint i = 0; i < VOCABULARY; i++) {
        gint letters = g_rand_int_range(random, 2, 10);
        GString *word = g_string_new(NULL);
        for (gint j = 0; j < letters; j++)
            g_string_append_c(word, "aeioulrstnmdpc"[g_rand_int_range(random, 0, 14)]);
        vocabulary[i] = g_string_free(word, FALSE);
    }
    for (guint i = 0; i < LINES; i++) {
        GString *line = g_string_new(NULL);
        for (guint word = 0; word < 11; word++) {
            double rank = pow(VOCABULARY, g_rand_double(random)) - 1;
            g_string_append(line, vocabulary[(guint)rank]);
            g_string_append_c(line, ' ');
        }
        g_string_append(line, "\r\n");
        lines[i] = line;
    }
}

/* Mail number `i`; each answers one that is some way behind it. */
static void
write_mail(GString *out, guint i, GRand *random)
{
    g_string_printf(out,
                    "From: Alix <alix@example.org>\r\nTo: <bench@lists.example.org>\r\n"
                    "Subject: Un banc %u\r\nMessage-ID: <bench.%u@example.org>\r\n"
                    "Date: Thu, 26 Nov 2026 %02u:%02u:%02u +0100\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\n",
                    i, i, i / 3600 % 24, i / 60 % 60, i % 60);
    if (i >= THREAD)
        g_string_append_printf(out, "In-Reply-To: <bench.%u@example.org>\r\n", i - THREAD);
    g_string_append(out, "\r\n");
    while (out->len < 10240) {
        const GString *line = lines[g_rand_int(random) % LINES];
        g_string_append_len(out, line->str, (gssize)line->len);
    }
    g_string_append(out, ".\r\n");
}

static gpointer
client(gpointer data)
{
    Feed *feed = data;
    int fd = open_connection(feed->socket);
    FILE *from = fdopen(fd, "r");
    g_autoptr(GString) mail = g_string_new(NULL);
    g_autoptr(GRand) random = g_rand_new();
    g_autofree char *envelope = g_strdup_printf(
        "MAIL FROM:<alix@example.org>\r\nRCPT TO:<%s>\r\nDATA\r\n", feed->recipient);

    hear(from, 1);
    say(fd, "LHLO bench\r\n", 12);
    hear(from, 1);
    say(fd, envelope, strlen(envelope));
    for (;;) {
        guint i = (guint)g_atomic_int_add(&feed->next, 1);
        if (i >= feed->mails || g_get_monotonic_time() > feed->deadline)
            break;
        write_mail(mail, i, random);
        if (hear(from, 3) != 354)
            g_error("the recipient is not taken");
        /* The next envelope goes behind the final dot (RFC 2920, 3.1). */
        g_string_append(mail, envelope);
        say(fd, mail->str, mail->len);
        if (hear(from, 1) == 250)
            g_atomic_int_inc(&feed->taken);
    }
    fclose(from);
    return NULL;
}

int
main(int argc, char **argv)
{
    if (argc != 6)
        return 64;
    make_vocabulary();
    gint64 begin = g_get_monotonic_time();
    Feed feed = {
        .socket = argv[1],
        .recipient = argv[2],
        .mails = (guint)g_ascii_strtoull(argv[3], NULL, 10),
        .clients = (guint)g_ascii_strtoull(argv[4], NULL, 10),
        .deadline = begin + g_ascii_strtoll(argv[5], NULL, 10) * G_USEC_PER_SEC,
    };
    g_autoptr(GPtrArray) threads = g_ptr_array_new();

    for (guint i = 0; i < feed.clients; i++)
        g_ptr_array_add(threads, g_thread_new("client", client, &feed));
    for (guint i = 0; i < threads->len; i++)
        g_thread_join(threads->pdata[i]);
    printf("%d %.3f\n", feed.taken, (double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC);
    return 0;
}
