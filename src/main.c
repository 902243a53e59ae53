/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main - the front door: find the command, prepare what it needs, run it, print the one error,
 * exit with a status of sysexits.h
 */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/place-draw.h"

#include "cmd/command.h"
#include "cmd/help.h"
#include "serve/settings-check.h"
#include "serve/stop.h"

#ifndef VERSION
#define VERSION "unknown"
#define SYSCONFDIR "/usr/local/etc"
#define LOCALSTATEDIR "/usr/local/var"
#endif

typedef struct {
    char *config;
    char *state;
    char **overrides;
    gboolean help;
    gboolean version;
} Global;

static void
global_clear(Global *global)
{
    g_free(global->config);
    g_free(global->state);
    g_strfreev(global->overrides);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Global, global_clear)

static gboolean
print_text(GString *text)
{
    fputs(text->str, stdout);
    return TRUE;
}

/* Options before and after the command's name; what is left in argv are its arguments. */
static gboolean
parse_options(Global *global, const GOptionEntry *own, int *argc, char ***argv, gboolean strict,
              GError **error)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &global->config, "", ""},
        {"state", 's', 0, G_OPTION_ARG_FILENAME, &global->state, "", ""},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &global->overrides, "", ""},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &global->help, "", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &global->version, "", NULL},
        {0}};
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_strict_posix(context, strict);
    g_option_context_add_main_entries(context, entries, NULL);
    if (own != NULL)
        g_option_context_add_main_entries(context, own, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

static gboolean
read_settings(const Global *global, Call *call, Settings **settings, GError **error)
{
    static const char standard[] = SYSCONFDIR "/colporteur/colporteur.conf";

    call->config = global->config;
    if (call->config == NULL && g_file_test(standard, G_FILE_TEST_EXISTS))
        call->config = standard;
    call->state = global->state != NULL ? global->state : LOCALSTATEDIR "/lib/colporteur";
    call->overrides = (const char *const *)global->overrides;
    *settings = settings_read(call->config, call->overrides, error);
    call->settings = *settings;
    if (*settings == NULL || !settings_check(*settings, error))
        return FALSE;
    const char *level = settings_text(*settings, SETTING_LOG_LEVEL);
    log_start(*level == 'd'   ? G_LOG_LEVEL_DEBUG
              : *level == 'w' ? G_LOG_LEVEL_WARNING
                              : G_LOG_LEVEL_INFO);
    return TRUE;
}

static gboolean
check_count(const Command *command, guint n, GError **error)
{
    g_autofree char *name = command_name(command);
    g_autofree char *usage = command_usage(command);

    if (n >= command->min_arguments && n <= command->max_arguments)
        return TRUE;
    fail(error, ERROR_WRONG_USE,
         n < command->min_arguments ? "\"%s\" wants more arguments"
                                    : "\"%s\" wants fewer arguments",
         name);
    return fail_hint(error, "usage: colporteur %s", usage);
}

/* Words are UTF-8, whatever the terminal; only a file may be called otherwise. */
static gboolean
check_words(char *const *words, guint n, GError **error)
{
    for (guint i = 0; i < n; i++)
        if (!g_utf8_validate(words[i], -1, NULL) && !g_file_test(words[i], G_FILE_TEST_EXISTS)) {
            g_autofree char *shown = g_utf8_make_valid(words[i], -1);
            fail(error, ERROR_WRONG_USE, "\"%s\" is not UTF-8", shown);
            return fail_hint(error, "set the terminal and the keyboard to UTF-8");
        }
    return TRUE;
}

/* Who runs the command: behind sudo, whoever used it, also where it made them the service's user.
 */
static const char *
actor(void)
{
    const char *user = g_getenv("SUDO_USER");

    return user != NULL && *user != '\0' ? user : g_get_user_name();
}

static gboolean
run_command(const Command *command, const Global *global, int argc, char **argv, gboolean *prepared,
            GError **error)
{
    Call call = {.command = command, .arguments = argv + 1, .n_arguments = (guint)argc - 1};
    g_autoptr(Settings) settings = NULL;
    g_autoptr(Store) store = NULL;

    if (command->need == NEED_SERVICE)
        stop_open();
    if (command->need != NEED_NOTHING && !read_settings(global, &call, &settings, error))
        return FALSE;
    if (command->need == NEED_DATABASE && !store_make(settings, call.state, error))
        return FALSE;
    if (command->need >= NEED_ENGINE) {
        StoreRole role = command->need >= NEED_OWNER ? STORE_OWNER : STORE_ENGINE;
        store = command->need == NEED_ENGINE ? store_open_for(settings, call.state, actor(), error)
                                             : store_open(settings, call.state, role, error);
        if (store == NULL)
            return FALSE;
        call.store = store;
    }
    *prepared = TRUE;
    return command->run(&call, error);
}

/* The exit status of a failure, by how far it got. */
static int
exit_status(const Command *command, gboolean prepared, const GError *error)
{
    if (command->need == NEED_MAIL && !prepared)
        return EX_TEMPFAIL;
    return error_row(error_kind(error))->exit_status;
}

/* TRUE when the command line was good and done; otherwise `*status` is what to exit with. */
static gboolean
front_door(int argc, char **argv, int *status, GError **error)
{
    g_auto(Global) global = {0};
    g_autoptr(GString) help = g_string_new(NULL);
    g_autoptr(GError) reason = NULL;
    gboolean prepared = FALSE;

    *status = EX_USAGE;
    if (!parse_options(&global, NULL, &argc, &argv, TRUE, &reason))
        return command_fail_options(NULL, reason, error);
    if (global.version) {
        printf("colporteur %s\n", VERSION);
        return TRUE;
    }
    if (argc < 2) {
        help_overview(help);
        if (global.help)
            return print_text(help);
        fail(error, ERROR_WRONG_USE, "what shall I do?");
        return fail_hint(error, "colporteur --help lists the commands");
    }
    const char *last = argv[argc - 1], *verb = argc > 2 ? argv[2] : NULL;
    if (argc == 3 && (g_str_equal(last, "--help") || g_str_equal(last, "-h")))
        for (const Command *c = commands; c->noun != NULL; c++)
            if (g_str_equal(c->noun, argv[1]) && c->verb != NULL) {
                help_noun(help, argv[1]);
                return print_text(help);
            }
    const Command *command = command_find(argv[1], verb, error);
    if (command == NULL)
        return FALSE;
    int used = command->verb != NULL ? 2 : 1;
    argc -= used;
    argv += used;
    if (!parse_options(&global, command->options, &argc, &argv, FALSE, &reason)) {
        command_fail_options(command, reason, error);
        *status = exit_status(command, FALSE, *error);
        return FALSE;
    }
    if (global.help) {
        help_command(help, command);
        return print_text(help);
    }
    /* "--" keeps what looks like an option as an argument; itself it is none. */
    if (argc > 1 && g_str_equal(argv[1], "--")) {
        argv[1] = argv[0];
        argv++;
        argc--;
    }
    if (!check_count(command, (guint)argc - 1, error) ||
        !check_words(argv + 1, (guint)argc - 1, error)) {
        *status = exit_status(command, FALSE, *error);
        return FALSE;
    }
    if (run_command(command, &global, argc, argv, &prepared, error))
        return TRUE;
    *status = exit_status(command, prepared, *error);
    return FALSE;
}

/* A bare system has the C locale alone, whose characters end at 127: words on the command line and
 * on the terminal are UTF-8 there too. Another character set that was asked for is honoured. */
static void
locale_start(void)
{
    setlocale(LC_ALL, "");
    if (g_str_equal(nl_langinfo(CODESET), "ANSI_X3.4-1968"))
        setlocale(LC_CTYPE, "C.UTF-8");
}

/* Who starts us may have closed what we read and write. What we opened next would then be 0, 1 or
 * 2, and a log line would go into a connection to PostgreSQL. */
static void
descriptors_start(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

static void
tell(const GError *error)
{
    guint column;
    const char *place = error_place(error, &column);

    fprintf(stderr, "colporteur: %s\n", error->message);
    if (place != NULL) {
        g_autofree char *drawing = place_draw(place, column);
        fputs(drawing, stderr);
    }
    if (error_hint(error) != NULL)
        fprintf(stderr, "hint: %s\n", error_hint(error));
}

/* Whoever read our output through a pipe has left: they know, and need not hear of it. */
static gboolean
reader_has_left(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

/* What a command prints is what was asked for: a full disk is a failure, also when only an early
 * part did not fit, of which the last fflush() says nothing. */
static int
close_output(void)
{
    gboolean has_failed = ferror(stdout) != 0;
    int number = fflush(stdout) == 0 ? 0 : errno;

    if (!has_failed && number == 0)
        return EX_OK;
    if (!reader_has_left())
        fprintf(stderr, "colporteur: could not write all of the output%s%s\n",
                number != 0 ? ": " : "", number != 0 ? g_strerror(number) : "");
    return EX_IOERR;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status;

    descriptors_start();
    locale_start();
    signal(SIGPIPE, SIG_IGN);
    log_start(G_LOG_LEVEL_INFO);
    if (front_door(argc, argv, &status, &error))
        return close_output();
    tell(error);
    return status;
}
