/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails of every kind of mbox, of folders and tars, byte for byte. */
#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "archive/source.h"

static char *folder;

static char *
file(const char *name, const char *text, gssize size)
{
    char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);

    g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, size, NULL));
    return path;
}

/* The mails of `path` with a bar behind each; their oddities too, in brackets. */
static char *
mails(const char *path, MboxKind kind)
{
    const char *const paths[] = {path, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(ArchiveSource) source = archive_source_open(paths, kind, &error);
    GString *out = g_string_new(NULL);
    ArchiveFound found;

    g_assert_no_error(error);
    while (TRUE) {
        gboolean good = archive_source_next(source, &found, &error);
        if (!good) {
            g_string_append_printf(out, "{%s}", error->message);
            g_clear_error(&error);
            continue;
        }
        if (found.raw == NULL)
            break;
        g_string_append_len(out, g_bytes_get_data(found.raw, NULL),
                            (gssize)g_bytes_get_size(found.raw));
        if (found.oddity != NULL)
            g_string_append_printf(out, "[%s]", found.oddity);
        g_string_append_c(out, '|');
        g_bytes_unref(found.raw);
        g_free(found.place);
    }
    gint64 done, total;
    archive_source_progress(source, &done, &total);
    g_assert_cmpint(done, ==, total);
    return g_string_free(out, FALSE);
}

static void
assert_mbox(MboxKind kind, const char *text, const char *expected)
{
    g_autofree char *path = file("a.mbox", text, -1);
    g_autofree char *found = mails(path, kind);

    g_assert_cmpstr(found, ==, expected);
}

#define FROM "From maud@example.org Thu Aug 22 12:36:23 2002\n"

static void
test_kinds(void)
{
    assert_mbox(MBOX_AUTO, FROM "A: 1\n\n>From x\n>>From y\n> From z\n\n" FROM "B: 2\n\nend\n\n",
                "A: 1\n\nFrom x\n>From y\n> From z\n|B: 2\n\nend\n|");
    assert_mbox(MBOX_O, FROM "A: 1\n\n>From x\n>>From y\n", "A: 1\n\nFrom x\n>>From y\n|");
    /* A length that holds: nothing inside ends the mail, and nothing was quoted. */
    assert_mbox(MBOX_AUTO,
                FROM "A: 1\nContent-Length: 64\n\nx\n\n" FROM "B: 1\n\n>From z\n\n" FROM
                     "C: 3\n\ny\n",
                "A: 1\nContent-Length: 64\n\nx\n\n" FROM "B: 1\n\n>From z\n|C: 3\n\ny\n|");
    /* One that does not hold is not believed. */
    assert_mbox(MBOX_AUTO, FROM "A: 1\nContent-Length: 9999\n\nx\n\n" FROM "C: 3\n\ny\n",
                "A: 1\nContent-Length: 9999\n\nx\n|C: 3\n\ny\n|");
}

static void
test_damaged(void)
{
    assert_mbox(MBOX_AUTO, FROM "A: 1\n\nx\n" FROM "B: 2\n\ny\n",
                "A: 1\n\nx\n[no-blank-line]|B: 2\n\ny\n|");
    assert_mbox(MBOX_RD, "the rest of one\n\n" FROM "B: 2\n\ny",
                "the rest of one\n[mbox-cut]|B: 2\n\ny|");
    assert_mbox(MBOX_AUTO, "From: a@example.org\nDate: x\n\nx\n\n" FROM "Subject: 2\n\ny",
                "From: a@example.org\nDate: x\n\nx\n\n" FROM "Subject: 2\n\ny|");
    /* Cut in the middle of a body, and of the headers, of its first mail. */
    assert_mbox(MBOX_AUTO, "the rest of one\n\n" FROM "Subject: 2\n\ny\n\n" FROM "To: 3\n\nz",
                "the rest of one\n[mbox-cut]|Subject: 2\n\ny\n|To: 3\n\nz|");
    assert_mbox(MBOX_AUTO, "ject: one\nDate: x\n\nx\n\n" FROM "Subject: 2\n\ny",
                "ject: one\nDate: x\n\nx\n[mbox-cut]|Subject: 2\n\ny|");
    assert_mbox(MBOX_AUTO, "A recipe.\n\nFrom here to there.\n" FROM "and so on\n", "[no-mail]|");
    assert_mbox(MBOX_AUTO, "\n\n" FROM "A: 1\n\nFrom here to there\n\nFrom now on: nothing\n",
                "A: 1\n\nFrom here to there\n\nFrom now on: nothing\n|");
    /* pipermail's lines, and one without a date */
    assert_mbox(MBOX_AUTO,
                "From maud at example.org  Thu Aug 22 12:36:23 2002\nFrom: maud at example.org "
                "(Maud)\n\nx\n\nFrom MAILER-DAEMON\nReceived: by a\n\ny\n",
                "From: maud at example.org (Maud)\n\nx\n|Received: by a\n\ny\n|");
    assert_mbox(MBOX_AUTO,
                "From maud@example.org Thu Aug 22 12:36:23 2002\r\nA: 1\r\n\r\nx\r\n\r\n"
                "From maud@example.org Thu Aug 22 12:36:23 2002\r\nB: 2\r\n\r\n",
                "A: 1\r\n\r\nx\r\n|B: 2\r\n|");
    assert_mbox(MBOX_AUTO, "", "");
    assert_mbox(MBOX_AUTO, "<html>no mail</html>\n", "[no-mail]|");
    /* What begins like a header is none of a mail for that. */
    assert_mbox(MBOX_AUTO, "root:x:0:0:root:/root:/bin/sh\n", "[no-mail]|");
    assert_mbox(MBOX_AUTO, "all: a.o\n\nFrom: a\n", "[no-mail]|");
    assert_mbox(MBOX_AUTO, "Odd: 1\r\nDATE: x\r\n\r\ny", "Odd: 1\r\nDATE: x\r\n\r\ny|");
}

static void
test_arrival(void)
{
    static const struct {
        const char *line;
        gint64 seconds; /* -1: no such line */
    } lines[] = {
        {"From maud@example.org Thu Aug 22 12:36:23 2002", 1030019783},
        {"From maud@example.org  Thu Aug  2 12:36 2001", 996755760},
        {"From Mon@example.org Thu Aug 22 12:36:23 2002", 1030019783},
        {"From the beginning", -1},
        {"From Mon to Thu", -1},
    };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        gint64 arrival;
        gboolean is = mbox_from_line(lines[i].line, strlen(lines[i].line), &arrival);
        g_assert_cmpint(is, ==, lines[i].seconds >= 0);
        g_assert_cmpint(arrival, ==, is ? lines[i].seconds * G_USEC_PER_SEC : 0);
    }
}

static void
run_in(const char *directory, const char *command)
{
    g_autofree char *line = g_strdup_printf("cd '%s' && %s", directory, command);
    const char *const arguments[] = {"/bin/sh", "-c", line, NULL};
    int status = 1;

    g_assert_true(
        g_spawn_sync(NULL, (char **)arguments, NULL, 0, NULL, NULL, NULL, NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
}

static void
test_folders(void)
{
    g_autofree char *root = g_build_filename(folder, "box", NULL);
    g_autofree char *maildir = g_build_filename(root, "m", NULL);
    g_autofree char *month =
        file("box/2002-August.txt", FROM "A: mbox\n\nx\n\n" FROM "B: mbox\n\n", -1);
    g_autofree char *mail = file("box/1.eml", "To: eml\n\nFrom me\n", -1);
    g_autofree char *page = file("box/index.html", "<!DOCTYPE html>", -1);
    g_autofree char *cur = file("box/m/cur/1:2,S", "To: cur\n\n", -1);
    g_autofree char *fresh = file("box/m/new/2", "To: new\n\n", -1);
    g_autofree char *tmp = file("box/m/tmp/3", "To: tmp\n\n", -1);
    g_autofree char *hidden = file("box/.index", "To: hidden\n\n", -1);
    const char *all =
        "To: eml\n\nFrom me\n|A: mbox\n\nx\n|B: mbox\n|[no-mail]|To: cur\n\n|To: new\n\n|";
    g_autofree char *found = mails(root, MBOX_AUTO);
    g_assert_cmpstr(found, ==, all);
    g_autofree char *drafts = file("box/m/.Drafts/cur/4:2,D", "To: draft\n\n", -1);
    g_autofree char *more = mails(maildir, MBOX_AUTO);
    g_assert_cmpstr(more, ==, "[maildir-folder]|To: cur\n\n|To: new\n\n|");
    run_in(maildir, "rm -r .Drafts");

    /* The same in a tar, in both formats, and packed: by the names' order. */
    static const char *const packers[] = {
        "tar cf ../x --format=ustar 1.eml 2002-August.txt index.html m/cur/1:2,S m/new/2",
        "tar cf ../x --format=pax 1.eml 2002-August.txt index.html m/cur m/new/2",
        "tar czf ../x 1.eml 2002-August.txt index.html m/cur/1:2,S m/new/2",
        "tar cJf ../x 1.eml 2002-August.txt index.html m/cur/1:2,S m/new/2",
    };
    for (guint i = 0; i < G_N_ELEMENTS(packers); i++) {
        run_in(root, packers[i]);
        g_autofree char *packed = g_build_filename(folder, "x", NULL);
        g_autofree char *inside = mails(packed, MBOX_AUTO);
        g_assert_cmpstr(inside, ==, all);
    }
    run_in(root, "gzip 2002-August.txt && xz 1.eml");
    g_autofree char *single = mails(root, MBOX_AUTO);
    g_assert_cmpstr(single, ==, all);
    run_in(root, "mkdir tmp && cp m/tmp/3 tmp/1795801532.M2P3.host && tar czf ../x *.gz *.xz "
                 "tmp/1795801532.M2P3.host m/cur/1:2,S && rm -r tmp");
    g_autofree char *x = g_build_filename(folder, "x", NULL);
    g_autofree char *nested = mails(x, MBOX_AUTO);
    g_assert_cmpstr(nested, ==,
                    "A: mbox\n\nx\n|B: mbox\n|To: eml\n\nFrom me\n|[no-mail]|To: cur\n\n|");

    /* A long name, and a mail larger than what is read at once. */
    g_autofree char *long_name = g_strnfill(180, 'n');
    g_autofree char *relative = g_strconcat("long/", long_name, NULL);
    g_autoptr(GString) large = g_string_new("To: large\n\n");
    while (large->len < 700000)
        g_string_append(large, "a line of a large mail\n");
    g_autofree char *path = file(relative, large->str, -1);
    g_autofree char *top = g_build_filename(folder, "long", NULL);
    run_in(top,
           "tar cf ../x --format=gnu * && tar rf ../x --format=gnu ../box/m/new/2 2>/dev/null");
    g_autofree char *packed = g_build_filename(folder, "x", NULL);
    g_autofree char *inside = mails(packed, MBOX_AUTO);
    g_autofree char *expected = g_strconcat(large->str, "|To: new\n\n|", NULL);
    g_assert_cmpstr(inside, ==, expected);
}

static void
test_broken(void)
{
    g_autofree char *root = g_build_filename(folder, "broken", NULL);
    g_autofree char *a = file("broken/a.mbox", FROM "A: 1\n\nx\n\n" FROM "B: 2\n\ny\n", -1);
    g_autofree char *b = file("broken/b.eml", "To: 3\n\n", -1);

    g_assert_nonnull(a);
    g_assert_nonnull(b);
    run_in(root, "gzip a.mbox && head -c -8 a.mbox.gz >c && mv c a.mbox.gz");
    g_autofree char *found = mails(root, MBOX_AUTO);
    /* What comes before the break is read; the last mail may have lost its end. */
    g_assert_true(g_str_has_prefix(found, "A: 1\n\nx\n|{"));
    g_assert_nonnull(strstr(found, "a.mbox.gz\" is broken or cut off}"));
    g_assert_true(g_str_has_suffix(found, "To: 3\n\n|"));
    /* So is a tar: its last mail would be filed as another than the whole one. */
    run_in(root, "rm a.mbox.gz && cp b.eml c.eml && tar cf d.tar b.eml c.eml && "
                 "head -c 1540 d.tar >e && mv e d.tar && rm b.eml c.eml");
    g_autofree char *tar = mails(root, MBOX_AUTO);
    g_assert_true(g_str_has_prefix(tar, "To: 3\n\n|{"));
    g_assert_true(g_str_has_suffix(tar, "d.tar\" is broken or cut off}"));
    const char *const nothing[] = {"/does/not/exist", NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(archive_source_open(nothing, MBOX_AUTO, &error));
    g_assert_nonnull(error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("source.XXXXXX", NULL);
    g_test_add_func("/archive/source/kinds", test_kinds);
    g_test_add_func("/archive/source/damaged", test_damaged);
    g_test_add_func("/archive/source/arrival", test_arrival);
    g_test_add_func("/archive/source/folders", test_folders);
    g_test_add_func("/archive/source/broken", test_broken);
    int status = g_test_run();
    run_in("/", "true");
    g_autofree char *remove = g_strdup_printf("rm -rf '%s'", folder);
    run_in("/", remove);
    g_free(folder);
    return status;
}
