"""The generated parts of the documentation: commands, settings, modules and messages, all read from the code.

The pages call these functions in cog blocks: `make pages` writes them, `make docs` checks that they are fresh.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from regionplan_xl.cli.commands import regionplan
from regionplan_xl.config.settings import Config
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.text import Phrase, counted

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "regionplan_xl"

# What each setting does; what it may be and its default are read from the code.
EXPLAINED: Mapping[str, str] = {
    "plan.name": "The plan's name, in titles, workbooks and reports; the next merge writes a new one in the "
    "master. The only setting that must be there.",
    "plan.locale": "The language of workbooks, reports and messages.",
    "plan.master": "The master workbook, relative to the project folder.",
    "round.deadline_days": "Days from `send` to the deadline, where `--deadline` names none.",
    "round.reminders": "On which days `remind` reminds those who have not answered, in days before the deadline; a "
    "negative number is after it, and `[]` is never.",
    "round.nudge_months": "Between rounds, `remind` asks the owners of measures that nobody has reported on for so "
    "many months; left out, nobody is asked ([more](mail.md#between-the-rounds)).",
    "statuses.<key>.colour": "The colour of the status. Its cells get it, and a cell painted in it is understood.",
    "statuses.<key>.label.nn": "The word in Nynorsk.",
    "statuses.<key>.label.nb": "The word in Bokmål.",
    "statuses.<key>.label.en": "The word in English.",
    "statuses.<key>.also": "Other words that people write and that unambiguously mean the same.",
    "merge.conflicts": "What happens where both the master and the answer changed since the workbook was sent: "
    "`ask` on Konfliktar, keep the `master`, or take the `newest`, which is the answer: a cell of the master does not "
    "say when it was written.",
    "merge.rollup": "How the answers of a group become one status: done only when all of its members are.",
    "backups.keep_days": "For how many days every copy of the master is kept; the ten newest always stay.",
    "backups.then": "Which of the older copies are kept: the last of each month, none, or all.",
    "delivery.channel": "How workbooks go out and answers come in. `folder`: the outbox and the inbox. "
    "`mail`: workbooks are sent by the server under `smtp`; `graph`: by Microsoft 365 ([e-mail](mail.md)).",
    "delivery.sender": "The name and address that e-mails are from, and that the actors' workbooks say to send "
    "answers to.",
    "delivery.smtp.host": "The mail server that messages are sent by.",
    "delivery.smtp.port": "Its port; left out, 587 with starttls and 465 with tls.",
    "delivery.smtp.security": "`starttls` or `tls`; `none` only for a server on this machine.",
    "delivery.smtp.user": "Who signs in; left out, nobody does.",
    "delivery.smtp.password_env": "The name of the password, which is never in this file: an environment "
    "variable, or an entry in the keyring or the file of secrets ([where](mail.md#passwords)).",
    "delivery.smtp.oauth": "`microsoft365`: sign in with a token (XOAUTH2) from the application under "
    "`microsoft365`, not with a password.",
    "delivery.imap.host": "The server of the mailbox that answers come to; `collect` reads it.",
    "delivery.imap.port": "Its port; left out, 993 with tls and 143 with starttls.",
    "delivery.imap.security": "`tls` or `starttls`; `none` only for a server on this machine.",
    "delivery.imap.user": "Who signs in, often the address of the mailbox.",
    "delivery.imap.password_env": "The name of the password, as for `smtp`.",
    "delivery.imap.oauth": "As for `smtp`.",
    "delivery.imap.folder": "The folder that answers come to.",
    "delivery.imap.trust": "Whose judgement of senders counts: the name that the mailbox's own server signs its "
    "`Authentication-Results` with, or `microsoft365`. Left out, every answer waits for a person.",
    "delivery.microsoft365.tenant": "Of the application that signs in to `smtp` and `imap` with `oauth`: its tenant.",
    "delivery.microsoft365.client_id": "The application in Entra.",
    "delivery.microsoft365.sign_in": "As for `graph`.",
    "delivery.microsoft365.secret_env": "As for `graph`.",
    "delivery.microsoft365.certificate": "As for `graph`.",
    "delivery.graph.tenant": "The tenant in Microsoft 365: its domain or ID.",
    "delivery.graph.client_id": "The application in Entra that signs in.",
    "delivery.graph.mailbox": "The mailbox that is sent from and that answers come to.",
    "delivery.graph.sign_in": "`app`: as an application, with a secret or certificate; `browser` or `device`: "
    "somebody signs in once, with `check --mail`.",
    "delivery.graph.secret_env": "The name of the application's secret, as for `smtp`.",
    "delivery.graph.certificate": "In place of a secret: a PEM file with the application's private key and "
    "certificate, which only you may read (its path counts from the project folder, and may begin with `~`).",
    "delivery.answers_from": "Who may answer for an actor by e-mail to a mailbox: anybody in a domain of its "
    "addresses on *Aktørar* (domain), or only those addresses (address).",
    "delivery.receipts": "Which answers get a receipt: all (`yes`), those with something that waits (`held`), or none "
    "(`no`). Left out, `yes` where the program sends e-mails itself, and `held` with `channel: folder`.",
    "schedule.collect": "When `regionplan run` collects.",
    "schedule.merge": "When `regionplan run` merges.",
    "schedule.remind": "When `regionplan run` reminds those who have not answered, if that is due.",
    "schedule.report": "When `regionplan run` writes the report.",
    "ledger": "The database that records what was sent, received and decided. Keep the file.",
    "engine.kind": "Where returned files are read and workbooks are stamped. `inline`: in the command itself, one at a "
    "time and without limits, for finding faults. `processes`: files are read several at once in limited processes. "
    "`dask`: by the workers of a Dask scheduler, with the same result ([more machines](#more-machines)).",
    "engine.workers": "How many files are read at once; `auto` is one per processor core, of all workers with `dask`.",
    "engine.address": "The scheduler, for `dask`. One on another machine is used only with `tls://`.",
    "engine.ca": "For `tls://`, a PEM file (its path counts from the project folder): the certificate that signs those "
    "of scheduler and workers.",
    "engine.cert": "For `tls://`: this machine's certificate.",
    "engine.key": "For `tls://`: the key of this machine's certificate.",
    "report.formats": "The formats that `regionplan report` writes, unless `--format` names others.",
    "report.template": "Your own letterhead: a Word document with `{{ case }}` where the case belongs "
    "([the council's case](reports.md#your-own-letterhead)); left out, the case has the program's own look.",
    "report.case_number": "The number of the case, before its title.",
    "report.background": "The background of the case, before what the program says of the plan.",
    "report.proposal": "The proposed decision; left out, that the status is taken note of.",
    "report.place": "The place that the case is signed at; left out, the region after «for» in the plan's name.",
    "report.signatory": "Who signs the case; left out, the name of `delivery.sender`.",
}  # fmt: skip


def command_pages() -> str:
    """Return the options of the program and of every command, as Markdown with a heading per command."""
    context = click.Context(regionplan, info_name="regionplan")
    pieces = [_command("Options before the command", regionplan, context)]
    pieces += [
        _command(f"regionplan {name}", command, click.Context(command, context, info_name=name))
        for name, command in regionplan.commands.items()
    ]
    return "\n".join(pieces)


def _command(heading: str, command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    lines = [f"## {heading}", ""]
    if command is not regionplan:
        lines += [" ".join((command.help or "").split()), ""]
    lines += ["```text", usage, "```", ""]
    rows = [record for option in command.get_params(context) if (record := option.get_help_record(context))]
    if rows:
        lines += ["| option | what it does |", "|---|---|"]
        lines += [f"| `{_cell(names)}` | {_cell(text)} |" for names, text in rows]
        lines.append("")
    return "\n".join(lines)


def settings_tables() -> str:
    """Return every setting of config.yaml as Markdown, with a table per section."""
    sections: dict[str, list[str]] = {}
    for path, field in settings():
        row = f"| `{path}` | {_cell(field.description or '')} | {_default(path, field)} | {_cell(EXPLAINED[path])} |"
        sections.setdefault(path.split(".")[0], []).append(row)
    head = "| setting | what it may be | default | what it does |\n|---|---|---|---|\n"
    pieces = {name: f"## {name}\n\n{head}" + "\n".join(rows) + "\n" for name, rows in sections.items()}
    pieces["statuses"] += "\n" + _standard_statuses()
    return "\n".join(pieces.values())


def _standard_statuses() -> str:
    lines = ["Without this section, and for what it leaves out:", "", "| `<key>` | colour | label | also |"]
    lines.append("|---|---|---|---|")
    for status in STANDARD.statuses:
        labels = ", ".join(f"{language}: {word}" for language, word in status.labels.items())
        lines.append(f"| `{status.key}` | `{status.colour}` | {labels} | {', '.join(status.also)} |")
    return "\n".join(lines) + "\n"


def settings(group: type[BaseModel] = Config, prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield every setting as (dotted path, field); the keys of `statuses` are free, so they are `<key>`."""
    for name, field in group.model_fields.items():
        path = f"{prefix}{name}"
        inner = _group_in(field.annotation)
        if inner is None:
            yield path, field
        else:
            below = f"{path}.<key>." if _is_mapping(field.annotation) else f"{path}."
            yield from settings(inner, below)


def _group_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _group_in(inner))), None)


def _is_mapping(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is dict or any(map(_is_mapping, get_args(annotation)))


def _default(path: str, field: FieldInfo) -> str:
    """Return the default that holds when the whole section is left out."""
    value: Any = Config(plan={"name": "-"})  # type: ignore[arg-type]
    for part in path.split("."):
        value = getattr(value, part, PydanticUndefined)
    if path == "plan.name":
        return "(needed)"
    if value is PydanticUndefined:
        value = field.get_default()
    if value is None or value in ("", (), PydanticUndefined):
        return "auto" if path == "engine.workers" else ""
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{value.as_posix() if isinstance(value, Path) else value}`"


def layer_list() -> str:
    """Return the layers that `tests/test_architecture.py` keeps, from the top down, as a Markdown list."""
    tree = ast.parse((ROOT / "tests" / "test_architecture.py").read_text(encoding="utf-8"))
    [layers] = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"
    ]
    shown = [", ".join(f"`{name.replace('.', '/')}`" for name in layer) for layer in layers]
    return "\n".join(f"{number}. {layer}" for number, layer in enumerate(shown, start=1)) + "\n"


def decision_list() -> str:
    """Return the title of every decision with a link to it, as a Markdown list."""
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    titles = [page.read_text(encoding="utf-8").split("\n")[0].removeprefix("# ") for page in pages]
    lines = [
        f"- [{title.partition('. ')[2]}]({page.name})" for title, page in zip(titles, pages, strict=True)
    ]
    return "\n".join(lines) + "\n"


def module_list() -> str:
    """Return every folder of the package with its line, and under it every module with its line, as Markdown."""
    lines: list[str] = []
    for folder in sorted({path.parent for path in PACKAGE.rglob("*.py")}):
        name = folder.relative_to(ROOT).as_posix()
        lines += [f"### {name}/", "", _first_line(folder / "__init__.py"), ""]
        modules = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
        lines += [f"- `{path.name}`: {_first_line(path)}" for path in modules]
        lines += [""] if modules else []
    return "\n".join(lines)


def _first_line(path: Path) -> str:
    if not path.exists():
        return "Data that ships with the package."
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n")[0]


# Heading -> the folders of the package (or the modules) in which its messages are, from specific to general.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "When a command stops": ("actions", "cli", "config", "errors", "ledger", "service", "sandbox/process"),
    "What `check` lists, and why something waits": ("plan", "excel", "project", "delivery"),
    "Why a returned file is held": ("ooxml", "sandbox"),
    "What a plan document leaves to check": ("documents",),
}
# Headings and instructions inside workbooks and reports, and no messages.
NO_MESSAGES = ("reports", "excel/actor", "excel/overview", "excel/trend", "excel/common/input_rules")
SENTENCE = re.compile(r"\S+ .*[.?]$", re.DOTALL)
STOPS = ("InputError", "InUse", "NotNow", "Fault", "InvalidValue")


def message_tables() -> str:
    """Return every message in the code, in English and Nynorsk, as Markdown with a table per occasion.

    They are in the order of the code, so that a fix follows what it is the fix of.
    """
    translate = catalog("nn")
    found: dict[str, dict[Phrase, None]] = {heading: {} for heading in GROUPS}
    for file, message, stops in messages():
        if not file.startswith(NO_MESSAGES):
            heading = next((name for name, folders in GROUPS.items() if file.startswith(folders)), "")
            found["When a command stops" if stops or not heading else heading][message] = None
    pieces = []
    for heading, texts in found.items():
        pieces += [f"## {heading}", "", "| English | Nynorsk |", "|---|---|"]
        for text in texts:
            english, nynorsk = wording(text), wording(text, translate)
            pieces.append(f"| {_cell(english)} | {_cell(nynorsk) if nynorsk != english else ''} |")
        pieces.append("")
    return "\n".join(pieces)


def messages() -> Iterator[tuple[str, Phrase, bool]]:
    """Yield (file within the package, message, whether it stops a command) for each sentence people are shown.

    A message with a plural is in the plural.
    """
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]
        stopping = {
            id(inner) for call in calls if ast.unparse(call.func) in STOPS for inner in ast.walk(call)
        }
        for call in calls:
            texts = [text for argument in call.args if (text := _text(argument))]
            if ast.unparse(call.func) in ("phrase", "counted") and texts and SENTENCE.match(texts[-1]):
                one, *many = texts
                said = counted(one, many[0], count=2) if many else Phrase(one)
                yield file, said, id(call) in stopping


def wording(message: Phrase, translate: Catalog | None = None) -> str:
    """Return a message in a language (English without one), with «…» where a value goes."""
    if not message.plural:
        return with_gaps(translate(message) if translate else message.template)
    known = (translate.plurals if translate else {}).get(message.template, (message.template, message.plural))
    return with_gaps(known[1])


def _text(node: ast.expr) -> str:
    """Return a string in the code, with `{…}` where a value goes; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
    return ""


def with_gaps(message: str) -> str:
    """Return a message with «…» where a value goes."""
    return re.sub(r"\{[^}]*\}", "…", message)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
