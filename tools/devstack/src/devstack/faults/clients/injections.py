"""Texts that mean something to a database, a template, a shell or a parser, for every place that takes a text."""

from typing import Final

DELAY_SECONDS: Final = 3
"""How long a database sleeps that executes one of the delaying texts."""

DELAYING: Final = tuple(
    text.format(DELAY_SECONDS)
    for text in (
        "'; select pg_sleep({}); --",
        "' or pg_sleep({}) is null --",
        "1; select pg_sleep({})",
        "(select pg_sleep({}))",
        "'||(select pg_sleep({}))||'",
        "1) or 1=(select 1 from pg_sleep({})) --",
        '" or pg_sleep({})::text is null --',
        "title; select pg_sleep({})",
        "-pg_sleep({})",
        "1 and 1=(select case when true then (select 1 from pg_sleep({})) end)",
        "$$; select pg_sleep({}); --$$",
        "\\'; select pg_sleep({}); --",
        "%27%3B%20select%20pg_sleep({})%3B--",
    )
)
CHANGING: Final = (
    "'; drop table auth.accounts cascade; --",
    "'; delete from library.user_media; --",
    "'; update auth.accounts set roles = '{admin}'; --",
    "'; create table injected (a int); --",
    "'; truncate catalog.media cascade; --",
    "1 union select password_hash from auth.accounts --",
    "' union all select null, null, null --",
    "'; copy (select 1) to program 'true'; --",
)
OTHERS: Final = (
    '{"$gt": ""}',
    '{"$where": "sleep(3000)"}',
    "[$ne]=1",
    "{{7*7}}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    "{{config.__class__.__init__.__globals__}}",
    "{0.__class__.__mro__}",
    "%(password)s %s %n %x",
    "${jndi:ldap://127.0.0.1:1/a}",
    "; sleep 3",
    "$(sleep 3)",
    "`sleep 3`",
    "| sleep 3",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "<script>alert(1)</script>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "=cmd|' /c calc'!A0",
    "*)(uid=*))(|(uid=*",
    "\x00",
    "a\x00b",
    "\ud7ff\ue000\uffff",
    "\u202eabc\u200b",
    "ı̇" * 50,
    "a" * 10_000,
    "%" * 2000,
    "_" * 2000,
    "(" * 2000,
    "\\" * 500,
    "'" * 500,
    '"' * 500,
    "9" * 400,
    "-1",
    "1e400",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
)
PAYLOADS: Final = (*DELAYING, *CHANGING, *OTHERS)
