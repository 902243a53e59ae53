-- site-list-tree(list text) -> name text, title text, is_above bool
SELECT name, title, is_above FROM list_tree($1);
