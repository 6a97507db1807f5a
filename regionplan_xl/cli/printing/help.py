"""`--help` in the language of messages: commands whose help is translated as it is written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from regionplan_xl.cli.printing.language import MessageLanguage

Translate = Callable[[str], str]
OPTIONS = ("-h", "--help")
OF_CLICK = (
    "Usage:", "[OPTIONS]", "COMMAND", "[ARGS]...", "Options", "Commands", "required", "default", "env var",
    "Show the version and exit.", "Show this message and exit.",
)  # fmt: skip
"""What click itself says in a help text."""
_KEPT_LINES = "\b"  # click's sign for a paragraph whose lines are kept as they are
_EXTRAS = "  ["  # click writes «[required]» and «[default: nn]» so after the help of an option


class HelpFormatter(click.HelpFormatter):
    """Writes help in the language of messages: our texts, and click's own headings and options."""

    def __init__(self, translate: Translate, **sizes: Any) -> None:
        super().__init__(**sizes)
        self._translate = translate

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = " ".join(map(self._translate, args.split(" ")))
        super().write_usage(prog, words, f"{self._translate('Usage:')} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._translate(heading))

    def write_text(self, text: str) -> None:
        super().write_text("\n\n".join(map(self._translate, paragraphs(text))))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, self._of_option(text)) for name, text in rows], col_max, col_spacing)

    def _of_option(self, text: str) -> str:
        own, sign, extras = text.partition(_EXTRAS)
        if not sign:
            return self._translate(own)
        found = (extra.partition(": ") for extra in extras.removesuffix("]").split("; "))
        said = "; ".join(f"{self._translate(what)}{colon}{value}" for what, colon, value in found)
        return f"{self._translate(own)}{sign}{said}]"


class HelpContext(click.Context):
    """The context of a command, whose `obj` knows the language of messages."""

    @property
    def translate(self) -> Translate:
        """The translation into the language of messages; English if it is not known."""
        language = getattr(self.obj, "language", self.obj)
        return language if isinstance(language, MessageLanguage) else str

    def make_formatter(self) -> click.HelpFormatter:
        return HelpFormatter(self.translate, width=self.terminal_width, max_width=self.max_content_width)


class HelpCommand(click.Command):
    """A command whose help is in the language of messages."""

    context_class = HelpContext

    def get_short_help_str(self, limit: int = 45) -> str:
        context = click.get_current_context(silent=True)
        first = next(paragraphs(self.help or ""), "")
        if not isinstance(context, HelpContext) or context.translate is str:
            return super().get_short_help_str(limit)
        return click.Command(self.name, help=context.translate(first)).get_short_help_str(limit)


class HelpGroup(HelpCommand, click.Group):
    """The group of the commands, listed in the order in which a round uses them."""

    command_class = HelpCommand

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text, each as it is in the catalogs: on one line, unless its lines are kept."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        yield paragraph if paragraph.startswith(_KEPT_LINES) else " ".join(paragraph.split())
