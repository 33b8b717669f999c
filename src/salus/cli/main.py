"""`salus`: the commands and how they end.

Exit status: 0 done, 1 failed, 2 wrong use, 3 done with something set aside. Results go to standard output,
everything else to standard error. Heavy modules are imported inside the commands, so that help is instant.
"""

from __future__ import annotations

import errno
import sys

import click

from salus.cli import backup, doctor, imports, query, schema, serve, tokens, up, users
from salus.cli.bench import command as bench
from salus.kit.errors import SalusError
from salus.kit.memory import share_one_arena

FAILED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="salus")
def salus() -> None:
    """Your health data from every device, app and file: one right number, with the reason why."""


for command in (
    up.up,
    up.down,
    serve.serve,
    serve.worker,
    users.user,
    tokens.token,
    imports.import_files,
    imports.imports,
    imports.replay,
    query.query,
    backup.backup,
    backup.restore,
    doctor.doctor,
    schema.schema,
    bench.bench,
):
    salus.add_command(command)


def main() -> None:
    """Run the command line; what went wrong on purpose is one sentence, not a traceback."""
    share_one_arena()
    try:
        salus(standalone_mode=False)
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("Stopped.")
    except SalusError as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EMFILE):
            raise
        where = f" ({error.filename})" if error.filename else ""
        _fail(f"{error.strerror}{where}.")


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(FAILED)
