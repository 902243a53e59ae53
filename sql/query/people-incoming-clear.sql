-- people-incoming-clear()
DELETE FROM incoming;
