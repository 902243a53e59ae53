/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer-read - what somebody answered to a letter that asks whether they want something
 *
 * Such a letter says "answer simply", so most answers are a yes whatever they say. A robot takes
 * one for a no only where it can mean nothing else: no, or a wish to leave, and nothing besides but
 * greetings, thanks, the list's name and the author's. "No problem, I confirm" is neither.
 */
#pragma once

#include "mime/mail.h"

#include "list/command-words.h"

typedef enum {
    ANSWER_PLAIN,  /* no line of it begins with a no, or with a wish to leave */
    ANSWER_NO,     /* a no and nothing else: "not me", "no thanks" */
    ANSWER_LEAVE,  /* a wish to leave and nothing else */
    ANSWER_UNCLEAR /* one of these, and more than that, or both */
} Answer;

/* Of what the author wrote, above and below what they quote; the subject is that of our letter. */
Answer answer_read(const CommandWords *words, const Mail *mail, const char *list_name,
                   const char *list_title);
