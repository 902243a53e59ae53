-- people-subscriber-erase(subscriber bigint, how text)
SELECT subscriber_erase($1, $2);
