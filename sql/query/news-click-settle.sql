-- news-click-settle()
SELECT click_settle();
