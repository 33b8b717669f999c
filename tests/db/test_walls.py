"""The walls between persons (DESIGN §4.1), by walking the database's own catalogue.

A table that forgets its wall fails here, whoever adds it.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from salus.db import Database, roles
from salus.db.migrate import revisions

WITHOUT_ROW_SECURITY = {
    "alembic_version": "the revision of the database",
    "logins": "leads from a hash of an address to a person, before anyone is signed in",
    "throttles": "rate limits by hashed keys",
    "work_due": "what the scheduler must see of everybody, without health data",
}
LOOKED_UP = {"sessions", "api_tokens"}
"""Found by the hash of a secret before the person is known."""
FOR_THE_OWNER = {"users": {"administration", "administration_change"}}
PERSON = "(user_id = (NULLIF(current_setting('salus.uid'::text, true), ''::text))::uuid)"
LOOKUP = "(token_hash = NULLIF(current_setting('salus.lookup'::text, true), ''::text))"


@pytest.fixture(scope="module")
def owner(database: Database) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with database.owner_transaction() as tx:
        yield tx


def rows(conn: psycopg.Connection[tuple[object, ...]], query: str) -> list[tuple[object, ...]]:
    return conn.execute(query.encode()).fetchall()


def test_every_table_has_row_security_enabled_and_forced_but_those_listed(
    owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    found = rows(
        owner,
        """SELECT relname, relrowsecurity AND relforcerowsecurity,
                  EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'user_id'
                          AND NOT a.attisdropped)
           FROM pg_class c
           WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace""",
    )
    assert len(found) > 30
    assert {str(name) for name, walled, _ in found if not walled} == set(WITHOUT_ROW_SECURITY)
    assert {str(name) for name, walled, personal in found if walled and not personal} == set()


def test_each_table_has_the_person_s_policy_and_no_other_than_those_listed(
    owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    policies: dict[str, dict[str, tuple[object, ...]]] = {}
    for table, policy, command, permissive, who, using, check in rows(
        owner,
        """SELECT c.relname, p.polname, p.polcmd::text, p.polpermissive, p.polroles::regrole[]::text[],
                  pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
           FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid""",
    ):
        policies.setdefault(str(table), {})[str(policy)] = (command, permissive, who, using, check)
    walled = rows(owner, "SELECT relname FROM pg_class WHERE relrowsecurity")
    assert set(policies) == {str(name) for (name,) in walled}
    for table, here in policies.items():
        assert here.pop("person") == ("*", True, ["-"], PERSON, PERSON), table
        if table in LOOKED_UP:
            assert here.pop("lookup") == ("r", True, ["-"], LOOKUP, None), table
        expected = FOR_THE_OWNER.get(table, set())
        assert set(here) == expected, table
        for policy in here.values():
            assert policy[2] == [roles.OWNER], table


def test_every_key_of_a_personal_table_begins_with_the_person(
    owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    keys = rows(
        owner,
        """SELECT c.conrelid::regclass::text, c.conname, c.contype::text,
                  (SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = c.conkey[1]),
                  c.confrelid::regclass::text
           FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
           WHERE t.relnamespace = 'public'::regnamespace AND t.relrowsecurity
             AND c.contype IN ('p', 'u', 'f')""",
    )
    assert len(keys) > 30
    assert [key for key in keys if key[3] != "user_id"] == []
    assert [key for key in keys if key[2] == "f" and key[4] == "observation_days"] == []
    unique = rows(
        owner,
        """SELECT i.indexrelid::regclass::text
           FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
           WHERE t.relnamespace = 'public'::regnamespace AND t.relrowsecurity AND i.indisunique
             AND a.attname <> 'user_id'""",
    )
    assert unique == []
    without_key = rows(
        owner,
        """SELECT relname FROM pg_class t
           WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
             AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = t.oid AND contype = 'p')""",
    )
    assert without_key == []


def test_partitions_give_the_app_no_way_round(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    partitions = rows(
        owner,
        f"""SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
                   EXISTS (SELECT 1 FROM aclexplode(c.relacl) a WHERE a.grantee = '{roles.APP}'::regrole
                           OR a.grantee = 0)
            FROM pg_class c WHERE c.relispartition AND c.relkind IN ('r', 'p')""",
    )
    assert len(partitions) >= 2
    assert [name for name, walled, open_to_app in partitions if not walled or open_to_app] == []


def test_views_run_as_the_one_who_asks(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    views = rows(
        owner,
        """SELECT relname, coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']
           FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace""",
    )
    assert len(views) >= 1
    assert [name for name, invoker in views if not invoker] == []
    materialized = rows(owner, "SELECT relname FROM pg_class WHERE relkind = 'm'")
    assert materialized == []


def test_there_are_no_triggers_no_exclusions_and_one_function_with_rights_of_its_owner(
    owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    assert (
        rows(
            owner,
            """SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace""",
        )
        == []
    )
    assert rows(owner, "SELECT conname FROM pg_constraint WHERE contype = 'x'") == []
    with_rights_of_their_owner = rows(
        owner,
        """SELECT proname, proconfig::text LIKE '%search_path=%',
                  has_function_privilege('public', oid, 'EXECUTE')
           FROM pg_proc WHERE prosecdef AND pronamespace <> 'pg_catalog'::regnamespace""",
    )
    assert with_rights_of_their_owner == [("refresh_page_statistics", True, False)]


def test_the_app_role_may_work_on_rows_and_nothing_else(
    owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    grants = rows(
        owner,
        f"""SELECT c.relname, c.relkind::text, array_agg(a.privilege_type ORDER BY a.privilege_type)
            FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = '{roles.APP}'::regrole
            GROUP BY 1, 2""",
    )
    tables = {str(name) for name, kind, _ in grants if kind in ("r", "p")}
    for name, kind, privileges in grants:
        allowed = {"SELECT"} if kind == "v" else {"SELECT", "INSERT", "UPDATE", "DELETE"}
        assert set(privileges) <= allowed, name  # type: ignore[call-overload]
    all_tables = {
        str(name)
        for (name,) in rows(
            owner,
            """SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
               AND relnamespace = 'public'::regnamespace""",
        )
    }
    assert all_tables - tables == {"alembic_version"}


def test_the_app_role_cannot_make_tables_or_reach_another_person_s_rows_by_a_partition(
    database: Database,
) -> None:
    for forbidden in ("CREATE TABLE mine (n int)", "SELECT * FROM apple_health_data", "TRUNCATE daily"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction() as tx:
            tx.execute(forbidden.encode())


def test_the_app_role_can_copy_into_a_temporary_table(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute("CREATE TEMPORARY TABLE incoming (n int) ON COMMIT DROP")
        with tx.cursor().copy("COPY incoming FROM STDIN") as copy:
            copy.write_row([1])
        assert tx.execute("SELECT n FROM incoming").fetchone() == (1,)


def test_the_role_of_the_server_is_plain(database: Database) -> None:
    with database.transaction() as tx:
        roles.refuse_unsafe_role(tx)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [file.name[:4] for file in revisions()] == [f"{n:04}" for n in range(1, len(revisions()) + 1)]
