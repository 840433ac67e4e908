"""Create invoices, payments, refunds, and the ledger, whose rows no one can change."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table invoice_numbers (
      year integer not null,
      last bigint not null,
      constraint pk_invoice_numbers primary key (year)
    )
    """,
    """
    create table invoices (
      id uuid not null,
      provider text not null,
      reference text not null,
      user_id uuid,
      subscription text,
      number text,
      status text not null
        constraint ck_invoices_status check (status in ('draft', 'open', 'paid', 'void', 'uncollectible')),
      currency text not null constraint ck_invoices_currency check (currency ~ '^[A-Z]{3}$'),
      subtotal bigint not null,
      discount bigint not null,
      tax bigint not null,
      total bigint not null,
      credit_applied bigint not null,
      paid bigint not null,
      lines jsonb not null,
      created_at timestamptz not null,
      due_at timestamptz,
      paid_at timestamptz,
      attempts integer not null,
      recorded_at timestamptz default now() not null,
      constraint pk_invoices primary key (id),
      constraint ck_invoices_total check (total = subtotal - discount + tax)
    )
    """,
    "create index ix_invoices_created_at on invoices (created_at desc, id desc)",
    "create index ix_invoices_user_id on invoices (user_id, created_at desc, id desc)",
    "create unique index uq_invoices_reference on invoices (provider, reference)",
    """
    create table ledger_transactions (
      id uuid not null,
      provider text not null,
      kind text not null,
      reference text not null,
      occurrence text not null,
      number integer not null constraint ck_ledger_transactions_number check (number >= 1),
      occurred_at timestamptz not null,
      created_at timestamptz default now() not null,
      constraint pk_ledger_transactions primary key (id)
    )
    """,
    "create index ix_ledger_transactions_occurred_at on ledger_transactions (occurred_at, id)",
    """
    create unique index uq_ledger_transactions_source
      on ledger_transactions (provider, kind, reference, occurrence, number)
    """,
    """
    create table payments (
      id uuid not null,
      provider text not null,
      reference text not null,
      user_id uuid,
      invoice text,
      checkout_id uuid,
      currency text not null constraint ck_payments_currency check (currency ~ '^[A-Z]{3}$'),
      amount bigint not null constraint ck_payments_amount check (amount >= 0),
      fee bigint,
      status text not null
        constraint ck_payments_status check (
          status in ('pending', 'requires_action', 'succeeded', 'failed', 'canceled')
        ),
      method text not null,
      failure_code text,
      occurred_at timestamptz not null,
      recorded_at timestamptz default now() not null,
      constraint pk_payments primary key (id)
    )
    """,
    "create index ix_payments_invoice on payments (provider, invoice)",
    "create index ix_payments_occurred_at on payments (occurred_at desc, id desc)",
    "create index ix_payments_user_id on payments (user_id, occurred_at desc, id desc)",
    "create unique index uq_payments_reference on payments (provider, reference)",
    """
    create table refunds (
      id uuid not null,
      provider text not null,
      payment text not null,
      reference text,
      currency text not null constraint ck_refunds_currency check (currency ~ '^[A-Z]{3}$'),
      amount bigint not null constraint ck_refunds_amount check (amount >= 1),
      status text not null
        constraint ck_refunds_status check (status in ('requested', 'pending', 'succeeded', 'failed', 'canceled')),
      reason text not null,
      failure text,
      requested_by uuid,
      occurred_at timestamptz not null,
      created_at timestamptz default now() not null,
      constraint pk_refunds primary key (id)
    )
    """,
    "create index ix_refunds_occurred_at on refunds (occurred_at)",
    "create index ix_refunds_payment on refunds (provider, payment, occurred_at)",
    "create unique index uq_refunds_reference on refunds (provider, reference)",
    """
    create table ledger_entries (
      transaction_id uuid not null,
      account text not null,
      currency text not null constraint ck_ledger_entries_currency check (currency ~ '^[A-Z]{3}$'),
      amount bigint not null constraint ck_ledger_entries_amount check (amount <> 0),
      constraint pk_ledger_entries primary key (transaction_id, account, currency),
      constraint fk_ledger_entries_transaction_id foreign key(transaction_id) references ledger_transactions (id)
    )
    """,
)
REFUSE_CHANGE = """
create function refuse_change_of_ledger() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed: post another transaction', tg_table_name
    using errcode = 'restrict_violation';
end
$$
"""
REFUSE_UNBALANCED = """
create function refuse_unbalanced_transaction() returns trigger language plpgsql set search_path from current as $$
declare
  unbalanced text;
begin
  select currency into unbalanced from ledger_entries
  where transaction_id = new.transaction_id group by currency having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'entries of ledger transaction % must sum to zero in %', new.transaction_id, unbalanced
      using errcode = 'check_violation';
  end if;
  return null;
end
$$
"""
# The role of the service has every right on new tables: it keeps only those to read and to add.
REVOKE = """
do $$
declare
  held record;
begin
  for held in
    select grantee, table_name, privilege_type from information_schema.role_table_grants
    where table_schema = current_schema() and table_name in ('ledger_transactions', 'ledger_entries')
      and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE') and grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', held.privilege_type, held.table_name, held.grantee);
  end loop;
end
$$
"""
# The check waits for the commit: the entries of a transaction may be written one by one.
TRIGGERS = (
    """
    create trigger refuse_change before update or delete on ledger_transactions
    for each row execute function refuse_change_of_ledger()
    """,
    """
    create trigger refuse_change before update or delete on ledger_entries
    for each row execute function refuse_change_of_ledger()
    """,
    """
    create constraint trigger refuse_unbalanced after insert on ledger_entries deferrable initially deferred
    for each row execute function refuse_unbalanced_transaction()
    """,
)
NAMES = ("ledger_entries", "ledger_transactions", "refunds", "payments", "invoice_numbers", "invoices")


def upgrade() -> None:
    """Go forward."""
    for statement in (*TABLES, REFUSE_CHANGE, REFUSE_UNBALANCED, *TRIGGERS, REVOKE):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in NAMES:
        op.execute(f"drop table {table}")
    op.execute("drop function refuse_change_of_ledger()")
    op.execute("drop function refuse_unbalanced_transaction()")
