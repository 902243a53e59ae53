-- list-erased-forget() -> letters int
SELECT erased_letter_forget();
