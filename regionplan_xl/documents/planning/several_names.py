"""Ask about names that may be of several bodies, or of one: with «og» or «and», or one name after another."""

from collections.abc import Collection, Iterator, Sequence

from regionplan_xl.documents.draft import Value
from regionplan_xl.documents.understanding.words.joint_names import bodies_alone, doubtful_names
from regionplan_xl.errors import Place
from regionplan_xl.plan.actors import Register
from regionplan_xl.text import Phrase, normalise, phrase


def asked_about_joint(name: str) -> tuple[Phrase, Phrase]:
    """Return the question whether a name with «og» in it is of one body, and its fix."""
    what = phrase("«{name}» was taken for the name of one body; it may be two.", name=name)
    return what, phrase("If they are two, give each a row among the actors, and put a comma between them.")


def asked_about_and(
    values: Sequence[Value], known: Collection[str], register: Register
) -> Iterator[tuple[Place, Phrase, Phrase, str]]:
    """Yield the place, question, fix and name of each name that is taken for several bodies and may be one.

    `known` are names of bodies, as `bare` gives them; `register` also has those of the document.
    """
    alone = bodies_alone((value.text for value in values), known)
    places: dict[str, Place] = {}
    for value in values:
        for name in doubtful_names(value.text, alone):
            places.setdefault(name, value.place)
    for name, place in places.items():
        if any(name in actor.name for actor in register.actors) or len(register.pieces(name)) == 1:
            continue  # it is, or is part of, the name of one body
        what = phrase("«{name}» was read as several bodies; it may be the name of one.", name=name)
        fix = phrase("If it is one, give it a row among the actors, and name it in the measures.")
        yield place, what, fix, name


def names_one_after_another(name: str, register: Register) -> tuple[str, ...]:
    """Return the names of other bodies that a name consists of («Hol Turlaget»); empty if it does not.

    In a narrow cell of a PDF, it does not show which lines go on.
    """
    words = name.split()
    made: list[tuple[str, ...] | None] = [(), *[None] * len(words)]
    for end in range(1, len(words) + 1):
        for begin in range(end):
            before, part = made[begin], " ".join(words[begin:end])
            if before is None or made[end] is not None or len(part) == len(" ".join(words)):
                continue
            actor = register.resolve(part)
            if actor is not None and normalise(actor.name) == normalise(part):
                made[end] = (*before, actor.name)
    return made[-1] or ()


def asked_about_several(name: str, names: Collection[str]) -> tuple[Phrase, Phrase]:
    """Return the question whether a name is of several bodies, and its fix."""
    what = phrase("«{name}» may be several bodies: {names}.", name=name, names=", ".join(names))
    return what, phrase("If it is, write each of them in the measures, with commas between them.")
