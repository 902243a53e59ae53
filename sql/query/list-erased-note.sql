-- list-erased-note(address text)
SELECT erased_letter_note($1);
