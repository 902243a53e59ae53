/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DMARC records, and what the domains of authors ask, from a DNS server of the test's own. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "dns/dmarc.h"
#include "dns/dns.h"

static char *server;
static char *long_record;

static const char zone[] =
    "_dmarc.reject.example TXT v=DMARC1; p=reject\n"
    "_dmarc.quarantine.example TXT v=DMARC1 ; P=Quarantine;\n"
    "_dmarc.none.example TXT v=DMARC1; p=none; sp=reject\n"
    "_dmarc.testing.example TXT v=DMARC1; p=reject; t=y\n"
    "_dmarc.testing2.example TXT v=DMARC1; p=quarantine; t=y\n"
    "_dmarc.wrong.example TXT v=DMARC1; p=rejected; rua=mailto:a@wrong.example\n"
    "_dmarc.twice.example TXT v=DMARC1; p=reject\n"
    "_dmarc.twice.example TXT v=DMARC1; p=none\n"
    "_dmarc.beside.example TXT google-site-verification=1\n"
    "_dmarc.beside.example TXT v=DMARC1; p=reject\n"
    "_dmarc.beside.example TXT v=dmarc1; p=none\n"
    "_dmarc.org.example TXT v=DMARC1; p=none; sp=quarantine; np=reject\n"
    "there.org.example A 192.0.2.1\n"
    "_dmarc.sub.own.example TXT v=DMARC1; p=none\n"
    "_dmarc.own.example TXT v=DMARC1; p=reject\n"
    "_dmarc.bank TXT v=DMARC1; p=reject; psd=y\n"
    "_dmarc.a.bank TXT v=DMARC1; p=none\n"
    "_dmarc.part.uni.example TXT v=DMARC1; p=quarantine; psd=n\n"
    "_dmarc.uni.example TXT v=DMARC1; p=none\n"
    "_dmarc.7.6.5.4.3.2.deep.example TXT v=DMARC1; p=reject\n"
    "_dmarc.5.4.3.2.deep.example TXT v=DMARC1; p=reject\n"
    "_dmarc.broken.example SERVFAIL\n"
    "_dmarc.silent.example SILENT\n"
    "_dmarc.silent2.example SILENT\n"
    "_dmarc.silent3.example SILENT\n"
    "_dmarc.silent4.example SILENT\n"
    "nothing.example A 192.0.2.2\n";

static DmarcPolicy
asked(const char *domain)
{
    return dmarc_find(server, domain, 5000);
}

static void
test_records(void)
{
    DmarcRecord record;

    g_assert_true(dmarc_read("v=DMARC1;p=reject;sp=none;np=quarantine;psd=y;t=y", &record));
    g_assert_cmpint(record.p, ==, DMARC_REJECT);
    g_assert_cmpint(record.sp, ==, DMARC_NONE);
    g_assert_cmpint(record.np, ==, DMARC_QUARANTINE);
    g_assert_cmpint(record.psd, ==, DMARC_PSD_YES);
    g_assert_true(record.testing);
    g_assert_true(dmarc_read("\tV = DMARC1 ;\tp = none ; p=reject; ; =; x", &record));
    g_assert_cmpint(record.p, ==, DMARC_NONE);
    g_assert_cmpint(record.sp, ==, -1);
    g_assert_true(dmarc_read("v=DMARC1", &record));
    g_assert_cmpint(record.p, ==, -1);
    g_assert_false(dmarc_read("", &record));
    g_assert_false(dmarc_read("v=DMARC12; p=reject", &record));
    g_assert_false(dmarc_read("p=reject; v=DMARC1", &record));
    g_assert_false(dmarc_read("v=dmarc1; p=reject", &record));
}

static void
test_domains(void)
{
    g_assert_cmpint(asked("reject.example"), ==, DMARC_REJECT);
    g_assert_cmpint(asked("quarantine.example"), ==, DMARC_QUARANTINE);
    g_assert_cmpint(asked("none.example"), ==, DMARC_NONE);
    g_assert_cmpint(asked("testing.example"), ==, DMARC_QUARANTINE);
    g_assert_cmpint(asked("testing2.example"), ==, DMARC_NONE);
    g_assert_cmpint(asked("wrong.example"), ==, DMARC_NONE);
    g_assert_cmpint(asked("twice.example"), ==, DMARC_NONE);
    g_assert_cmpint(asked("beside.example"), ==, DMARC_REJECT);
    g_assert_cmpint(asked("nothing.example"), ==, DMARC_NONE);
    g_assert_cmpint(asked("unknown.example"), ==, DMARC_NONE);
    g_assert_cmpint(asked("long.example"), ==, DMARC_REJECT);
    g_assert_cmpint(asked(""), ==, DMARC_NONE);
    g_assert_cmpint(asked("..x"), ==, DMARC_UNKNOWN);
}

static void
test_tree(void)
{
    /* A subdomain follows sp, one that is not there np. */
    g_assert_cmpint(asked("there.org.example"), ==, DMARC_QUARANTINE);
    g_assert_cmpint(asked("invented.org.example"), ==, DMARC_REJECT);
    g_assert_cmpint(asked("sub.none.example"), ==, DMARC_REJECT);
    g_assert_cmpint(asked("sub.reject.example"), ==, DMARC_REJECT);
    g_assert_cmpint(asked("sub.own.example"), ==, DMARC_NONE);
    /* Of several above, the topmost is the organisation's; unless one says where it ends. */
    g_assert_cmpint(asked("x.sub.own.example"), ==, DMARC_REJECT);
    g_assert_cmpint(asked("x.part.uni.example"), ==, DMARC_QUARANTINE);
    g_assert_cmpint(asked("x.a.bank"), ==, DMARC_NONE);
    g_assert_cmpint(asked("b.bank"), ==, DMARC_REJECT);
    /* Cut to seven labels after the first question: that of eight is not asked about. */
    g_assert_cmpint(asked("9.8.7.6.5.4.3.2.deep.example"), ==, DMARC_REJECT);
    g_assert_cmpint(asked("a.7.6.5.4.3.2.deep.example"), ==, DMARC_REJECT);
}

static void
test_failures(void)
{
    g_assert_cmpint(asked("broken.example"), ==, DMARC_UNKNOWN);
    g_assert_cmpint(asked("x.broken.example"), ==, DMARC_UNKNOWN);
    g_assert_cmpint(dmarc_find("none", "reject.example", 5000), ==, DMARC_UNKNOWN);
    g_assert_cmpint(dmarc_find("not an address", "reject.example", 5000), ==, DMARC_UNKNOWN);
    gint64 begin = g_get_monotonic_time();
    g_assert_cmpint(dmarc_find(server, "silent.example", 300), ==, DMARC_UNKNOWN);
    g_assert_cmpint(g_get_monotonic_time() - begin, >=, 290 * G_TIME_SPAN_MILLISECOND);
    /* The next mail of that domain is not held up again, and others are asked about as ever. */
    begin = g_get_monotonic_time();
    g_assert_cmpint(dmarc_find(server, "silent.example", 60000), ==, DMARC_UNKNOWN);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 10 * G_TIME_SPAN_SECOND);
    g_assert_cmpint(dmarc_find(server, "new.reject.example", 60000), ==, DMARC_REJECT);
    /* Where nobody answers for anything, what is known counts, and the rest is not waited for. */
    g_assert_cmpint(dmarc_find(server, "silent2.example", 300), ==, DMARC_UNKNOWN);
    g_assert_cmpint(dmarc_find(server, "silent3.example", 300), ==, DMARC_UNKNOWN);
    g_assert_cmpint(dmarc_find(server, "silent.example", 300), ==, DMARC_UNKNOWN);
    g_assert_cmpint(dmarc_find(server, "silent4.example", 300), ==, DMARC_UNKNOWN);
    begin = g_get_monotonic_time();
    g_assert_cmpint(dmarc_find(server, "a.silent4.example", 60000), ==, DMARC_UNKNOWN);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 10 * G_TIME_SPAN_SECOND);
    g_assert_cmpint(dmarc_find(server, "reject.example", 60000), ==, DMARC_REJECT);
}

static void
start_server(const char *directory, GPid *pid)
{
    g_autofree char *path = g_build_filename(directory, "zone", NULL);
    g_autofree char *program = g_build_filename(g_getenv("SRCDIR"), "tests", "lib", "dns.py", NULL);
    g_autofree char *all = g_strconcat(zone, long_record, NULL);
    char *arguments[] = {(char *)"python3", program, path, NULL};
    g_autoptr(GError) error = NULL;
    char ready[64] = "";
    int out;

    g_file_set_contents(path, all, -1, &error);
    g_assert_no_error(error);
    g_spawn_async_with_pipes(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                             NULL, NULL, pid, NULL, &out, NULL, &error);
    g_assert_no_error(error);
    for (gsize n = 0; n + 1 < sizeof ready && (n == 0 || ready[n - 1] != '\n'); n++)
        g_assert_cmpint(read(out, ready + n, 1), ==, 1);
    g_assert_true(g_str_has_prefix(ready, "ready "));
    server = g_strdup_printf("127.0.0.1@%s", g_strstrip(ready + 6));
    g_unlink(path);
    /* What the server prints from here on is less than a pipe holds. */
}

int
main(int argc, char **argv)
{
    g_autofree char *directory = g_dir_make_tmp("colporteur-test-XXXXXX", NULL);
    GPid pid;

    g_test_init(&argc, &argv, NULL);
    g_autofree char *pad = g_strnfill(600, 'x');
    long_record = g_strconcat("_dmarc.long.example TXT v=DMARC1; x=", pad, "; p=reject\n", NULL);
    start_server(directory, &pid);
    g_test_add_func("/dmarc/records", test_records);
    g_test_add_func("/dmarc/domains", test_domains);
    g_test_add_func("/dmarc/the tree", test_tree);
    g_test_add_func("/dmarc/when nobody knows", test_failures);
    int status = g_test_run();
    kill(pid, SIGTERM);
    g_spawn_close_pid(pid);
    g_rmdir(directory);
    g_free(server);
    g_free(long_record);
    return status;
}
