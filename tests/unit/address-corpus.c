/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The public tests of addresses decide what is taken: what they call valid, doubtful only by its
 * DNS, or valid in SMTP. Where we differ, the table says why; no other difference may be.
 */
#include <string.h>

#include "base/address.h"
#include "base/error.h"

static const struct {
    int id;
    const char *why;
} stricter[] = {
    {5, "a domain without a dot is a mistake in a file of subscribers"},
    {166, "the same"},
    {23, "an all-digit top-level domain is an IP address without its brackets"},
    {24, "the same"},
    {42, "nobody has a quoted local part; one in a file is a mistake or an attack"},
    {43, "the same"},
    {45, "the same"},
    {46, "the same"},
    {48, "the same"},
    {55, "the same"},
    {61, "mail to an address literal passes by DNS and its policies"},
    {68, "the same"},
    {72, "the same"},
    {75, "the same"},
    {77, "the same"},
    {79, "the same"},
    {81, "the same"},
};

typedef struct {
    int id;
    GString *text;
    char *address;
    char *category;
    guint tests;
    guint differences;
} Reader;

/* The file shows control characters by their pictures (U+2400 and following). */
static char *
with_controls(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(out, c > 0x2400 && c <= 0x241f ? c - 0x2400 : c);
    }
    return g_string_free(out, FALSE);
}

static const char *
reason_to_differ(int id)
{
    for (guint i = 0; i < G_N_ELEMENTS(stricter); i++)
        if (stricter[i].id == id)
            return stricter[i].why;
    return NULL;
}

static void
judge(Reader *reader)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *address = with_controls(reader->address != NULL ? reader->address : "");
    gboolean expected = g_str_equal(reader->category, "ISEMAIL_VALID_CATEGORY") ||
                        g_str_equal(reader->category, "ISEMAIL_DNSWARN") ||
                        g_str_equal(reader->category, "ISEMAIL_RFC5321");
    const char *why = reason_to_differ(reader->id);
    gboolean taken = address_is_valid(address, &error);

    reader->tests++;
    if (why != NULL) {
        reader->differences++;
        expected = !expected;
        g_test_message("%d \"%s\": %s", reader->id, address, why);
    }
    if (taken != expected)
        g_test_message("%d \"%s\" is %s", reader->id, address, taken ? "taken" : error->message);
    g_assert_cmpint(taken, ==, expected);
    /* What is taken has a key, which is taken too and is its own key. */
    if (!taken)
        return;
    g_autofree char *key = address_fold(address);
    g_autofree char *again = address_fold(key);
    g_assert_true(address_is_valid(key, NULL));
    g_assert_cmpstr(key, ==, again);
}

static void
on_start(GMarkupParseContext *context G_GNUC_UNUSED, const char *element, const char **names,
         const char **values, gpointer data, GError **error G_GNUC_UNUSED)
{
    Reader *reader = data;

    g_string_truncate(reader->text, 0);
    for (guint i = 0; g_str_equal(element, "test") && names[i] != NULL; i++)
        if (g_str_equal(names[i], "id"))
            reader->id = (int)g_ascii_strtoll(values[i], NULL, 10);
}

static void
on_text(GMarkupParseContext *context G_GNUC_UNUSED, const char *text, gsize size, gpointer data,
        GError **error G_GNUC_UNUSED)
{
    g_string_append_len(((Reader *)data)->text, text, (gssize)size);
}

static void
on_end(GMarkupParseContext *context G_GNUC_UNUSED, const char *element, gpointer data,
       GError **error G_GNUC_UNUSED)
{
    Reader *reader = data;

    if (g_str_equal(element, "address"))
        reader->address = g_strdup(reader->text->str);
    else if (g_str_equal(element, "category"))
        reader->category = g_strdup(reader->text->str);
    else if (g_str_equal(element, "test")) {
        judge(reader);
        g_clear_pointer(&reader->address, g_free);
        g_clear_pointer(&reader->category, g_free);
    }
}

static void
test_corpus(void)
{
    static const GMarkupParser parser = {
        .start_element = on_start, .end_element = on_end, .text = on_text};
    const char *source = g_getenv("SRCDIR");
    g_autofree char *path =
        g_build_filename(source == NULL ? "." : source, "..", "shared", "corpora", "addresses",
                         "isemail-tests.xml", NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *xml = NULL;
    gsize size;
    Reader reader = {.text = g_string_new(NULL)};

    if (!g_file_get_contents(path, &xml, &size, NULL)) {
        g_string_free(reader.text, TRUE);
        g_test_skip("the public address tests are not here");
        return;
    }
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, &reader, NULL);
    g_markup_parse_context_parse(context, xml, (gssize)size, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(reader.tests, ==, 164);
    g_assert_cmpuint(reader.differences, ==, G_N_ELEMENTS(stricter));
    g_string_free(reader.text, TRUE);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/address/the-public-tests-decide", test_corpus);
    return g_test_run();
}
