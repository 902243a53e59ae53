/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire - how fast mail leaves: build/tests/bench/wire HOST PORT [MESSAGES [SIZE [SESSIONS [CA]]]]
 *
 * Sends MESSAGES (5,000) letters of SIZE bytes (10,000) over SESSIONS (8) threads and prints
 * messages a second and the processor's time for each. Compare with the same sink and numbers under
 * Postfix's "smtp-source -s 8 -m 5000 -l 10000". With CA, a file of PEM certificates, STARTTLS is
 * required, and HOST is the name in the server's certificate.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "wire/outlet.h"

typedef struct {
    Outlet *outlet;
    GString *letter;
    WireSegment segments[3];
    gint left; /* atomic: messages nobody has taken yet */
    gint done;
    gint failed;
} Bench;

static gboolean
bench_next(gpointer data, WireEnvelope *out)
{
    static const char *const recipient = "reader@example.net";
    Bench *bench = data;

    int number = g_atomic_int_add(&bench->left, -1);
    if (number <= 0)
        return FALSE;
    *out = (WireEnvelope){.id = number,
                          .sender = "list-bounces+1@example.org",
                          .recipients = &recipient,
                          .n_recipients = 1,
                          .segments = bench->segments,
                          .n_segments = G_N_ELEMENTS(bench->segments)};
    return TRUE;
}

static void
bench_settle(gpointer data, const WireEnvelope *envelope, const WireResult *results)
{
    Bench *bench = data;

    g_atomic_int_inc(results[0].outcome == WIRE_DONE ? &bench->done : &bench->failed);
}

static gpointer
bench_thread(gpointer data)
{
    Bench *bench = data;
    const WireFeed feed = {.next = bench_next, .settle = bench_settle, .data = bench};

    while (g_atomic_int_get(&bench->left) > 0) {
        g_autoptr(GError) error = NULL;
        if (!outlet_session(bench->outlet, &feed, NULL, &error)) {
            fprintf(stderr, "%s\n", error->message);
            break;
        }
    }
    return NULL;
}

/* Microseconds of the processor that this process has had. */
static double
processor_time(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * G_USEC_PER_SEC +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

int
main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: wire HOST PORT [MESSAGES [SIZE [SESSIONS [CA]]]]\n");
        return 64;
    }
    int messages = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 5000;
    gsize size = argc > 4 ? strtoul(argv[4], NULL, 10) : 10000;
    guint sessions = argc > 5 ? (guint)strtoul(argv[5], NULL, 10) : 8;
    const SmtpSettings settings = {.host = argv[1],
                                   .port = (guint16)strtoul(argv[2], NULL, 10),
                                   .helo = "bench.example",
                                   .starttls = argc > 6 ? STARTTLS_REQUIRE : STARTTLS_OFF,
                                   .ca_file = argc > 6 ? argv[6] : NULL,
                                   .messages_per_session = 1000};
    g_autoptr(GError) error = NULL;
    Bench bench = {.left = messages, .letter = g_string_sized_new(size + 100)};

    bench.outlet = outlet_smtp_new(&settings, &error);
    if (bench.outlet == NULL) {
        fprintf(stderr, "%s\n", error->message);
        return 64;
    }
    g_string_append(bench.letter, "From: a@example.org\r\nTo: b@example.net\r\nSubject: bench\r\n"
                                  "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n"
                                  "Message-Id: <bench@example.org>\r\n\r\n");
    while (bench.letter->len < size)
        g_string_append(
            bench.letter,
            "seventy-six letters of a line, as quoted-printable text comes as a rule\r\n");
    bench.segments[0] = (WireSegment){bench.letter->str, 40};
    bench.segments[1] = (WireSegment){bench.letter->str + 40, 2000};
    bench.segments[2] = (WireSegment){bench.letter->str + 2040, bench.letter->len - 2040};

    g_autofree GThread **threads = g_new0(GThread *, sessions);
    gint64 before = g_get_monotonic_time();
    double used = processor_time();
    for (guint i = 0; i < sessions; i++)
        threads[i] = g_thread_new("bench", bench_thread, &bench);
    for (guint i = 0; i < sessions; i++)
        g_thread_join(threads[i]);
    double seconds = (double)(g_get_monotonic_time() - before) / G_USEC_PER_SEC;
    printf("wire: %d messages of %zu bytes in %.2f s: %.0f messages/s, %.1f us of the processor "
           "each; %d failed\n",
           bench.done, bench.letter->len, seconds, bench.done / seconds,
           (processor_time() - used) / MAX(bench.done, 1), bench.failed);
    outlet_free(bench.outlet);
    g_string_free(bench.letter, TRUE);
    return bench.failed > 0 || bench.done < messages;
}
