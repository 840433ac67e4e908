"""Compare e-mail addresses and usernames by a key: folded, domains in IDNA form.

Until here `lower()` of the database decided, which is another folding than the application's: one mailbox could have
two accounts. The older account keeps the address; a younger one of the same mailbox gets a key that no address has, and
signs in by its username.

The indexes keep their names, by which running processes of the version before know what is taken. For these a trigger
fills the keys until the last of them has ended.
"""

import unicodedata

import idna
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 1000
FILL = """
create function fill_account_keys() returns trigger language plpgsql as $$
begin
  new.email_key := coalesce(new.email_key, lower(new.email));
  new.username_key := coalesce(new.username_key, lower(new.username));
  return new;
end $$
"""
TRIGGER = "create trigger fill_account_keys before insert on accounts for each row execute function fill_account_keys()"


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table accounts add column email_key text, add column username_key text")
    _fill()
    op.execute("alter table accounts alter column email_key set not null, alter column username_key set not null")
    op.execute(FILL)
    op.execute(TRIGGER)
    op.execute("drop index uq_accounts_email")
    op.execute("drop index uq_accounts_username")
    op.execute("create unique index uq_accounts_email on accounts (email_key)")
    op.execute("create unique index uq_accounts_username on accounts (username_key)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop trigger fill_account_keys on accounts")
    op.execute("drop function fill_account_keys()")
    op.execute("alter table accounts drop column email_key, drop column username_key")
    op.execute("create unique index uq_accounts_email on accounts (lower(email))")
    op.execute("create unique index uq_accounts_username on accounts (lower(username))")


def _fill() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("select id, email, username from accounts order by created_at, id")).all()
    used: set[str] = set()
    changes = []
    for row in rows:
        email, username = _email_key(row.email), _fold(row.username)
        if email in used:
            # No address has a space.
            email = f"{email} {row.id}"
        used.add(email)
        changes.append({"id": row.id, "email_key": email, "username_key": username})
    statement = sa.text("update accounts set email_key = :email_key, username_key = :username_key where id = :id")
    for start in range(0, len(changes), BATCH):
        connection.execute(statement, changes[start : start + BATCH])


def _email_key(email: str) -> str:
    local, _, domain = unicodedata.normalize("NFKC", email).rpartition("@")
    try:
        encoded = idna.encode(domain.removesuffix("."), uts46=True, std3_rules=True, transitional=False)
    except idna.IDNAError:
        return _fold(f"{local}@{domain}")
    return f"{_fold(local)}@{encoded.decode('ascii').lower()}"


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
