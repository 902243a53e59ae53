-- people-incoming-analyze()
SELECT incoming_analyze();
