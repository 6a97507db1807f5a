"""The documentation is complete and correct: it covers everything, its examples run, its links resolve."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import yaml

from docs.reference import EXPLAINED, messages, settings, wording
from regionplan_xl import __version__
from regionplan_xl.cli.commands import regionplan
from regionplan_xl.config import read_config
from regionplan_xl.locale import catalog
from tests.docs.examples import Reader, blocks, squeezed
from tests.paths import PACKAGE, PROJECT

DOCS = PROJECT / "docs"
PAGES = sorted([*PROJECT.glob("*.md"), *DOCS.rglob("*.md")])
GUIDES = (DOCS / "user-guide.md", DOCS / "brukarrettleiing.md")
GENERATED = [page for page in PAGES if "[[[cog" in page.read_text(encoding="utf-8")]
NAMES = [page.relative_to(PROJECT).as_posix() for page in PAGES]


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^\s*```.*?^\s*```", "", read(page), flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("command", regionplan.commands)
def test_every_command_is_in_the_list_of_commands_and_in_both_guides(command: str) -> None:
    assert f"## regionplan {command}\n" in read(DOCS / "cli.md")
    for guide in GUIDES:
        assert re.search(rf"regionplan {command}\b|`{command}`", read(guide)), f"{guide.name}: {command}"


def test_every_option_is_in_the_list_of_commands() -> None:
    sections = read(DOCS / "cli.md").split("\n## ")
    for name, command in [("", regionplan), *regionplan.commands.items()]:
        heading = f"regionplan {name}\n" if name else "Options before the command"
        section = next(text for text in sections if text.startswith(heading))
        for option in command.get_params(click.Context(command)):
            if isinstance(option, click.Option):
                assert all(word in section for word in option.opts), f"{name} {option.opts}"


def test_every_setting_is_explained_and_nothing_else() -> None:
    known = {path for path, _ in settings()}
    assert set(EXPLAINED) == known
    page = read(DOCS / "configuration.md")
    assert [path for path in known if f"| `{path}` |" not in page] == []


def test_every_module_is_on_the_architecture_page() -> None:
    page = read(DOCS / "architecture.md")
    for path in PACKAGE.rglob("*.py"):
        if path.name != "__init__.py":
            section = page.partition(f"### {path.parent.relative_to(PROJECT).as_posix()}/\n")[2]
            assert f"- `{path.name}`: " in section.partition("\n### ")[0], path


def test_the_files_of_typical_changes_are_there() -> None:
    _, _, section = read(DOCS / "architecture.md").partition("## Where typical changes are made\n")
    named = re.findall(r"`([\w/]+\.py|[\w/]+/)`", section.partition("\n## ")[0])
    assert len(named) > 20
    assert [name for name in named if not (PACKAGE / name).exists()] == []


def test_every_folder_has_its_line_on_the_architecture_page() -> None:
    page = read(DOCS / "architecture.md")
    for folder in {path.parent for path in PACKAGE.rglob("*.py")}:
        assert f"### {folder.relative_to(PROJECT).as_posix()}/\n\n" in page
    for folder in (path for path in PACKAGE.iterdir() if path.is_dir() and list(path.rglob("*.py"))):
        assert f"`{folder.name}/`" in page.partition("## Every module")[0], folder


@pytest.mark.parametrize("page", GENERATED, ids=lambda page: page.name)
def test_the_generated_pages_are_fresh(page: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", str(page.relative_to(PROJECT))],
        cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"«make pages» writes them: {done.stdout[:2000]} {done.stderr}"


def test_make_checks_every_generated_page() -> None:
    listed = re.search(r"^PAGES = (.+)$", read(PROJECT / "Makefile"), re.M)
    assert listed is not None
    assert set(listed[1].split()) == {page.relative_to(PROJECT).as_posix() for page in GENERATED}


@pytest.mark.parametrize("name", NAMES)
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    page = PROJECT / name
    text = re.sub(r"^\s*```.*?^\s*```", "", read(page), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_reached_from_the_readme(name: str) -> None:
    reached, todo = set(), [PROJECT / "README.md"]
    while todo:
        page = todo.pop()
        if page not in reached and page.suffix == ".md" and page.exists():
            reached.add(page)
            targets = re.findall(r"\]\(([^)#\s]+)", read(page))
            todo += [(page.parent / unquote(target)).resolve() for target in targets]
    assert PROJECT / name in reached


# The guides show the same commands and output, so one of them is enough.
@pytest.mark.parametrize("page", [PROJECT / "README.md", GUIDES[0]], ids=lambda page: page.name)
def test_the_round_on_the_page_runs_as_it_is_written(page: Path, tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reader.follow(page)
    assert reader.commands[:2] == ["init", "check"] or reader.commands[:2] == ["--version", "init"]
    assert {"init", "check", "send", "merge", "status", "report"} <= set(reader.commands)
    assert list((reader.folder / "workbooks" / "reports").glob("*.docx"))
    [measure] = reader.result("history", "2.1.1")["measures"]
    [change] = measure["changes"]
    assert (change["to"], change["undone"]) == ("done", "undo" in reader.commands)


@pytest.mark.parametrize("name", NAMES)
def test_the_settings_that_a_page_shows_are_accepted(name: str, tmp_path: Path) -> None:
    for block in blocks(PROJECT / name):
        if block.kind == "yaml":
            text = "\n".join(block.lines)
            path = tmp_path / "config.yaml"
            path.write_text(text if "plan:" in text else f"plan: {{name: Plan}}\n{text}", encoding="utf-8")
            assert read_config(path)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_in_a_page_is_understood(name: str) -> None:
    """Also those inside a sentence: the command exists, and so does each of its options."""
    quoted = re.findall(r"[`«]regionplan ((?:--?)?\w[^`»]*)[`»]", read(PROJECT / name))
    typed = [
        line[11:]
        for block in blocks(PROJECT / name)
        for line in block.lines
        if line.startswith("regionplan ")
    ]
    for words in (line.split() for line in (*quoted, *typed)):
        command = next((word for word in words if word in regionplan.commands), None)
        known = {option for param in regionplan.params for option in param.opts} | {"--help", "-h", "DIR"}
        if command is not None:
            known |= {option for param in regionplan.commands[command].params for option in param.opts}
        unknown = [word for word in words if word.startswith("-") and word.strip(".,;") not in known]
        assert not unknown, f"regionplan {' '.join(words)}"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda page: page.name)
def test_every_message_that_a_guide_explains_is_one_that_the_program_has(guide: Path) -> None:
    translate = catalog("nn")
    known = {
        squeezed(text)
        for _, message, _ in messages()
        for text in (wording(message), wording(message, translate))
    }
    tables = re.findall(r"^\| (?:message|melding) \|.*\n\|.*\n((?:\|.*\n)+)", read(guide), re.M)
    explained = [row.split(" | ")[0].removeprefix("| ") for table in tables for row in table.splitlines()]
    assert len(explained) >= 25
    assert [message for message in explained if message not in known] == []


def test_both_guides_have_the_same_sections_pictures_and_commands() -> None:
    english, nynorsk = GUIDES
    for pattern in (r"^#+ ", r"\(gallery/[\w-]+\.png\)", r"^\| ", r"^\s*```\w+"):
        assert len(re.findall(pattern, read(english), re.M)) == len(
            re.findall(pattern, read(nynorsk), re.M)
        ), pattern
    shown = [[block for block in blocks(guide) if block.kind in ("powershell", "output")] for guide in GUIDES]
    assert shown[0] == shown[1]


def test_every_picture_is_made_by_the_gallery_and_shown() -> None:
    made = set(re.findall(r'Picture\("([\w-]+)"', read(DOCS / "gallery.py")))
    assert {path.stem for path in (DOCS / "gallery").iterdir()} == made
    shown = {name for guide in GUIDES for name in re.findall(r"gallery/([\w-]+)\.png", read(guide))}
    assert shown == made


def test_the_commands_that_a_fresh_clone_is_tried_with_are_in_the_readme() -> None:
    lines = read(PROJECT / "README.md").splitlines()
    assert [line for line in lines if line.startswith("python3 -m venv") and "regionplan demo" in line]
    assert [line for line in lines if line.startswith(".venv/bin/pip install -e") and "-m pytest" in line]


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(read(PROJECT / "README.md").splitlines()) <= 120


@pytest.mark.parametrize("name", NAMES)
def test_every_path_of_the_repository_that_a_page_names_is_there(name: str) -> None:
    named = re.findall(r"`((?:regionplan_xl|tests|docs|benchmarks|\.ci)/[\w./-]*)`", read(PROJECT / name))
    assert [path for path in named if not (PROJECT / path).exists()] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read(PROJECT / "pyproject.toml"))["project"]
    reasons = read(DOCS / "decisions" / "057-dependencies.md").lower()
    names = [re.match(r"[\w-]+", line) for line in project["dependencies"]]
    assert [name[0] for name in names if name and name[0].lower() not in reasons] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_page_points_outside_the_repository(name: str) -> None:
    assert not re.search(r"\.\./shared|(?<![\w/])/tmp/|DESIGN\.md|STYLE\.md|why\.md", read(PROJECT / name))


def test_what_the_privacy_minded_ask_is_answered() -> None:
    assert all("telemetr" in read(page) for page in (PROJECT / "README.md", DOCS / "cli.md", *GUIDES))


def test_the_changes_are_listed_by_version_as_added_changed_or_fixed() -> None:
    headings = re.findall(r"^#+ .+$", read(PROJECT / "CHANGELOG.md"), re.M)
    versions = [heading.split()[1] for heading in headings if heading.startswith("## ")]
    assert versions[0] == __version__
    assert {heading for heading in headings if heading.startswith("###")} <= {
        "### Added",
        "### Changed",
        "### Fixed",
    }


def test_the_quick_half_of_the_checks_runs_at_every_commit() -> None:
    hooks = yaml.safe_load(read(PROJECT / ".pre-commit-config.yaml"))["repos"][0]["hooks"]
    assert [hook["id"] for hook in hooks] == ["ruff", "ruff-format", "mypy", "cog"]


def test_every_decision_has_its_context_its_decision_and_its_consequence() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(page.name[:3]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = read(page)
        assert text.startswith(f"# {int(page.name[:3])}. "), page
        parts = [text.find(f"**{part}.**") for part in ("Context", "Decision", "Consequence")]
        assert 0 < parts[0] < parts[1] < parts[2], page
