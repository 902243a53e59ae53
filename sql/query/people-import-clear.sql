-- people-import-clear()
DELETE FROM incoming_subscriber;
