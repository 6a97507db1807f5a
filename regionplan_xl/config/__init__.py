"""config.yaml: read and validate the settings of a project."""

from pathlib import Path

from pydantic import ValidationError

from regionplan_xl.config.delivery import has_address
from regionplan_xl.config.settings import Config
from regionplan_xl.config.source import Fault, read_source
from regionplan_xl.config.starter import default_config_text
from regionplan_xl.config.wording import faults_of
from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.text import Phrase, as_phrase, counted, phrase, sentences

__all__ = ["Config", "ConfigError", "default_config_text", "has_address", "read_config"]


class ConfigError(InputError):
    """config.yaml has faults; `problems` lists them all, each with line, key path and fix."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.problems = tuple(
            Problem(
                Place(file=str(path), row=fault.line, column=fault.setting),
                fault.what,
                as_phrase(fault.fix),
            )
            for fault in faults
        )
        listed = [_sentence(problem) for problem in self.problems]
        what = listed[0]
        if len(listed) > 1:
            heading = counted("{count} thing to fix:", "{count} things to fix:", count=len(listed))
            # The template has no words of its own, so it is the same in every language.
            what = Phrase(
                "{heading}" + "".join(f"\n  {{line{number}}}" for number in range(len(listed))),
                (("heading", heading), *((f"line{number}", line) for number, line in enumerate(listed))),
            )
        super().__init__(what, place=Place(file=str(path)))


def _sentence(problem: Problem) -> Phrase:
    what = phrase("line {line}: {what}", line=problem.place.row, what=sentences(problem.what, problem.fix))
    if not problem.place.column:
        return what
    return phrase(
        "line {line}, {key}: {what}",
        line=problem.place.row,
        key=problem.place.column,
        what=sentences(problem.what, problem.fix),
    )


def read_config(path: Path) -> Config:
    """Read the configuration in the file at `path`; raise `InputError` with all its faults."""
    source = read_source(path)
    if source.value is None and not source.faults:
        fix = phrase(
            "Write at least «{example}», or copy the file of a project made with «regionplan init DIR».",
            example="plan: {name: …}",
        )
        raise InputError(phrase("the file is empty."), fix, Place(file=str(path)))
    faults, config = list(source.faults), None
    try:
        config = Config.model_validate(source.value, context={"folder": path.parent})
    except ValidationError as error:
        known = {fault.at for fault in faults}
        faults += [fault for fault in faults_of(error) if fault.at not in known]
    if config is None or faults:
        placed = [Fault(f.at, f.what, f.fix, f.line or source.line(f.at) or 1) for f in faults]
        raise ConfigError(path, sorted(placed, key=lambda fault: fault.line or 0))
    return config
