-- A chat may not know which language somebody speaks: then the browser that follows the link says it, and this is null.
alter table login_links alter column locale drop not null;
