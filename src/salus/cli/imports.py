"""`salus import`, `salus imports` and `salus replay`: files in, and out again."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from salus.cli import options
from salus.cli.terminal import now, say, shown
from salus.kit.errors import UserInputError

if TYPE_CHECKING:
    from salus.cli.opened import Opened
    from salus.file_imports import Import, Progress
    from salus.kit.ids import PersonId

SET_ASIDE = 3
HARMLESS = {"duplicate", "repeats_records"}


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@options.person(required=True)
@click.option("--preview", is_flag=True, help="Only say what would come in.")
@click.option("--provider", metavar="NAME", help="Whose file it is, where that cannot be seen.")
@options.as_json
@options.data_dir
def import_files(
    paths: Sequence[Path],
    email: str,
    preview: bool,
    provider: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Import files, such as the export.zip of Apple Health."""
    from salus.cli.opened import opened

    for path in paths:
        _require_file(path)
    reports = []
    with opened(options.load(data_dir)) as here, _stop_on_interrupt() as stop:
        person = here.person(email)
        for path in paths:
            with shown(path.name) as show:
                done = import_path(
                    here, person, path, show=show, preview=preview, provider=provider, stop=stop
                )
            _say_problem(done, email)
            report = _document(done, preview=preview)
            reports.append(report)
            if not as_json:
                click.echo(_sentence(path.name, report, preview=preview))
    if as_json:
        click.echo(json.dumps(reports[0] if len(reports) == 1 else reports, indent=2))
    sys.exit(max(_status(report) for report in reports))


def import_path(
    here: Opened,
    person: PersonId,
    path: Path,
    *,
    show: Callable[[Progress], None] | None = None,
    preview: bool = False,
    provider: str | None = None,
    stop: Callable[[], bool] | None = None,
) -> Import:
    """Import one file, its days brought up to date, or only preview it; return the import as it ended."""
    from salus import file_imports
    from salus.worker import work

    blobs = here.blobs()
    blob_id = file_imports.receive(here.database, blobs, person, path, path.name, now=now())
    begun = file_imports.start_import(here.database, blobs, person, blob_id, provider=provider, now=now())
    ask = stop or work.never
    if not preview:
        return work.run_import(here.database, blobs, person, begun.import_id, show=show, stop=ask)
    seen = work.preview_import(here.database, blobs, person, begun.import_id, show=show, stop=ask)
    work.cancel_import(here.database, blobs, person, begun.import_id)
    return seen


@click.group(invoke_without_command=True)
@options.person(required=False)
@options.as_json
@options.data_dir
@click.pass_context
def imports(context: click.Context, email: str | None, as_json: bool, data_dir: Path | None) -> None:
    """List imports, take one back, or go on with one that was cut."""
    if context.invoked_subcommand is None:
        _list(email, data_dir, as_json=as_json)


def _list(email: str | None, data_dir: Path | None, *, as_json: bool) -> None:
    from salus import file_imports
    from salus.cli.opened import opened

    with opened(options.load(data_dir)) as here:
        person = here.person(email)
        with here.database.transaction(person, read_only=True) as tx:
            found = file_imports.list_imports(tx, here.blobs(), person)
    if as_json:
        click.echo(json.dumps([_listed(one) for one in found], indent=2))
        return
    for one in found:
        read = one.report.get("read")
        counts = f"{read:,} read, {one.report.get('new', 0):,} new" if read is not None else ""
        click.echo(
            f"{one.import_id}  {one.started_at:%Y-%m-%d %H:%M}  {one.state:10}  {one.file_name}  {counts}"
        )


@imports.command()
@click.argument("import_id", metavar="ID")
@options.person(required=True)
@click.option("--erase", is_flag=True, help="Destroy the file, its history and its quarantine too.")
@options.as_json
@options.data_dir
def undo(import_id: str, email: str, erase: bool, as_json: bool, data_dir: Path | None) -> None:
    """Take an import back, as if it had never been made."""
    from salus.cli.opened import opened
    from salus.worker import work

    with opened(options.load(data_dir)) as here, _stop_on_interrupt() as stop:
        person = here.person(email)
        found = _import_of(here, person, import_id)
        with shown("Undo") as show:
            done = work.undo_import(
                here.database, here.blobs(), person, found.import_id, erase=erase, show=show, stop=stop
            )
        _say_problem(done, email)
    click.echo(json.dumps(_listed(done), indent=2) if as_json else f"{done.file_name} is taken back")


@imports.command()
@click.argument("import_id", metavar="ID")
@options.person(required=True)
@options.as_json
@options.data_dir
def resume(import_id: str, email: str, as_json: bool, data_dir: Path | None) -> None:
    """Go on with an import that was cut."""
    from salus.cli.opened import opened
    from salus.worker import work

    with opened(options.load(data_dir)) as here, _stop_on_interrupt() as stop:
        person = here.person(email)
        found = _import_of(here, person, import_id)
        with shown(found.file_name) as show:
            done = work.run_import(here.database, here.blobs(), person, found.import_id, show=show, stop=stop)
        _say_problem(done, email)
    report = _document(done, preview=False)
    click.echo(json.dumps(report, indent=2) if as_json else _sentence(done.file_name, report, preview=False))
    sys.exit(_status(report))


@click.command()
@options.person(required=True)
@click.option("--provider", metavar="NAME", help="Only this provider's data.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@options.as_json
@options.data_dir
def replay(email: str, provider: str | None, dry_run: bool, as_json: bool, data_dir: Path | None) -> None:
    """Read the kept raw data again, as this version understands it."""
    from salus.cli.opened import opened
    from salus.worker import work

    with opened(options.load(data_dir)) as here, _stop_on_interrupt() as stop:
        person = here.person(email)
        with shown("Replay") as show:
            done = work.replay(
                here.database, here.blobs(), person, provider or "", dry_run=dry_run, show=show, stop=stop
            )
        for one in done:
            _say_problem(one.made, email)
    reports = [{"of": str(one.of)} | _document(one.made, preview=dry_run) for one in done]
    if as_json:
        click.echo(json.dumps(reports, indent=2))
        return
    for one, report in zip(done, reports, strict=True):
        click.echo(_sentence(one.made.file_name, report, preview=dry_run))
    if not done:
        say("Nothing to read again: everything was read as this version reads it")


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise UserInputError(
            f"{path} is a folder; name the file in it, such as export.zip or export.xml.", code="is_a_folder"
        )


def _import_of(here: Opened, person: PersonId, text: str) -> Import:
    """Return the import whose id begins with `text`."""
    from salus import file_imports

    with here.database.transaction(person, read_only=True) as tx:
        everything = file_imports.list_imports(tx, here.blobs(), person)
    found = [one for one in everything if str(one.import_id).startswith(text)]
    if len(found) != 1:
        how_many = "no import" if not found else f"{len(found)} imports"
        raise UserInputError(
            f"There is {how_many} {text}; `salus imports` lists them.", code="unknown_import"
        )
    return found[0]


def _document(done: Import, *, preview: bool) -> dict[str, Any]:
    report = dict((done.preview if preview else done.report) or {})
    return {"id": str(done.import_id), "provider": done.provider, "state": done.state} | report


def _listed(one: Import) -> dict[str, Any]:
    return {
        "id": str(one.import_id),
        "provider": one.provider,
        "file": one.file_name,
        "size": one.size,
        "state": one.state,
        "startedAt": one.started_at.isoformat(),
        "endedAt": one.ended_at.isoformat() if one.ended_at else None,
        "canResume": one.can_resume,
        "canUndo": one.can_undo,
        "problem": one.problem,
        "report": dict(one.report),
    }


def _say_problem(done: Import, email: str) -> None:
    if done.problem:
        say(done.problem)
    if done.state == "cut":
        say(f"It was cut short: salus imports resume {done.import_id} --user {email}")
    if done.state in ("cut", "failed", "cancelled"):
        sys.exit(1)


def _sentence(name: str, report: Mapping[str, Any], *, preview: bool) -> str:
    """Say a report in words."""
    skipped: Mapping[str, int] = report.get("skipped") or {}
    parts = [f"{report.get(word, 0):,} {word}" for word in ("new", "changed", "unchanged", "quarantined")]
    if skipped:
        reasons = ", ".join(f"{reason.replace('_', ' ')} {count:,}" for reason, count in skipped.items())
        parts.append(f"{sum(skipped.values()):,} skipped ({reasons})")
    unmapped = report.get("unmapped", 0)
    parts.append(f"{sum(unmapped.values()) if isinstance(unmapped, dict) else unmapped:,} not yet mapped")
    span = f", {report['first'][:10]} to {report['last'][:10]}" if report.get("first") else ""
    cut = ", the file ends early" if report.get("partial") else ""
    would = "would bring" if preview else "brought"
    return f"{name}{span}{cut}: {report.get('read', 0):,} records {would} {', '.join(parts)}"


def _status(report: Mapping[str, Any]) -> int:
    """0, or 3 when something was set aside that a person may want to look at."""
    skipped = set(report.get("skipped") or {}) - HARMLESS
    return SET_ASIDE if report.get("quarantined") or report.get("partial") or skipped else 0


@contextmanager
def _stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Yield what says whether Ctrl-C was pressed: work then ends at a good place; twice, at once."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        say("Stopping at the next good place; again to stop at once")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
