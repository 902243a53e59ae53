/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replay - feed a fuzz target its corpus, one file after the other: `NAME DIRECTORY` */
#include <stdint.h>
#include <stdio.h>

#include <glib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) directory = argc == 2 ? g_dir_open(argv[1], 0, &error) : NULL;
    const char *name;
    guint n = 0;

    if (directory == NULL) {
        fprintf(stderr, "replay: %s\n", error != NULL ? error->message : "usage: NAME DIRECTORY");
        return 1;
    }
    while ((name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(argv[1], name, NULL);
        g_autofree char *data = NULL;
        gsize size;

        if (!g_file_get_contents(path, &data, &size, &error)) {
            fprintf(stderr, "replay: %s\n", error->message);
            return 1;
        }
        /* Said before, so that a crash has a name. */
        printf("# %s\n", name);
        fflush(stdout);
        LLVMFuzzerTestOneInput((const uint8_t *)data, size);
        n++;
    }
    printf("# %u inputs\n", n);
    return n > 0 ? 0 : 1;
}
